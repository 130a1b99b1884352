// Package adobe is the adapter to Adobe's User Management API (UMAPI): it reads one user, and updates up to ten with one
// request. It never creates, removes or assigns anybody, and repeats nothing.
//
// Comments cite the vendor's sources: "UMAPI" and a page is adobe-apiplatform.github.io/umapi-documentation; "Developer
// Console" is developer.adobe.com/developer-console; "umapi-client.py" and "user-sync.py" with a number are issues of the
// vendor's open-source clients.
//
// It may import packages target, transport and profile, and the standard library.
//
//	organization := adobe.New(adobe.Config{OrgID: org, ClientID: id, ClientSecret: secret})
//	results := organization.Federated.Write(ctx, []target.Command{{Identifier: who, RequestID: "hr-4711", Change: change}})
package adobe
