package adobe

// What BaseSeed contains.
const (
	BaseOrg = "12345ABC@AdobeOrg"

	// BaseClientA and BaseClientB are clients with access to the API, BaseDenied is one without.
	BaseClientA = "client-a"
	BaseClientB = "client-b"
	BaseDenied  = "client-denied"
	// BaseSecret is the secret of all of them.
	BaseSecret = "base-secret"

	// BaseJohn to BaseHome are the ids of the users.
	BaseJohn       = "john"
	BaseAnn        = "ann"
	BaseUsername   = "username"
	BaseEnterprise = "enterprise"
	BaseOther      = "other"
	BaseHome       = "home"
)

// BaseSeed is the organization the simulator's own tests start from, for the tests of its clients to share. It claims
// claimed-domain1.com, claimed-domain2.com and claimed-domain3.com in one directory of Federated IDs, ent.example in
// one of Enterprise IDs, and other.example in another of Federated IDs; foreign.example is another organization's.
//
//	id          type          email                      username
//	john        federatedID   jdoe@claimed-domain1.com   the same
//	ann         federatedID   ann@claimed-domain1.com    the same
//	username    federatedID   jd@claimed-domain1.com     jdoe
//	enterprise  enterpriseID  CCE0@ent.example           CCE0@ENT.EXAMPLE
//	other       federatedID   olga@other.example         the same
//	home        adobeID       hugh@home.example          the same
//
// Every call returns a new copy.
func BaseSeed() Seed {
	return Seed{
		OrgID: BaseOrg,
		Clients: []Client{
			{ID: BaseClientA, Secret: BaseSecret},
			{ID: BaseClientB, Secret: BaseSecret},
			{ID: BaseDenied, Secret: BaseSecret, NoAccess: true},
		},
		Directories: []Directory{
			{Name: "Federated", Type: FederatedID, Domains: []string{"claimed-domain1.com", "claimed-domain2.com", "claimed-domain3.com"}},
			{Name: "Enterprise", Type: EnterpriseID, Domains: []string{"ent.example"}},
			{Name: "Other", Type: FederatedID, Domains: []string{"other.example"}},
		},
		ForeignDomains: []string{"foreign.example"},
		Groups:         []string{"Design", "Photography"},
		Users: []User{
			baseUser(BaseJohn, FederatedID, "jdoe@claimed-domain1.com", "", "John", "Doe"),
			baseUser(BaseAnn, FederatedID, "ann@claimed-domain1.com", "", "Ann", "Lee"),
			baseUser(BaseUsername, FederatedID, "jd@claimed-domain1.com", "jdoe", "Jane", "Doe"),
			baseUser(BaseEnterprise, EnterpriseID, "CCE0@ent.example", "", "Cce", "Testing"),
			baseUser(BaseOther, FederatedID, "olga@other.example", "", "Olga", "Other"),
			baseUser(BaseHome, AdobeID, "hugh@home.example", "", "Hugh", "Home"),
		},
	}
}

func baseUser(id string, kind IdentityType, email, username, first, last string) User {
	u := User{ID: id, Type: kind, Email: email, Username: username, FirstName: first, LastName: last, Country: "US"}
	return *u.complete()
}
