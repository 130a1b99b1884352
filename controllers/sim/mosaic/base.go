package mosaic

import "time"

// What BaseSeed contains.
const (
	BaseAppA = "app-a"
	BaseAppB = "app-b"

	// BaseClientA and BaseClientB are clients of the two apps without permissions, which is implicit global access.
	BaseClientA = "client-a"
	BaseClientB = "client-b"
	// BaseReader is a client of app A with users:read, enforced under RoleList.
	BaseReader = "client-reader"
	// BaseAdmin is a client of a management app.
	BaseAdmin = "client-admin"
	// BaseSecret is the secret of all of them.
	BaseSecret = "base-secret"

	// BaseU1 and BaseU2 are the user ids.
	BaseU1 = "u1"
	BaseU2 = "u2"
)

// BaseTime is when the users of BaseSeed were created and last changed.
var BaseTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// BaseSeed is the tenant the simulator's own tests start from, for the tests of its clients to share: a B2C tenant,
// two apps, and two users of app A. U1 has email a@x.io (verified), phone +14155550100, a name, an address and
// custom_data; U2 has email b@x.io, external_user_id E2 and username bob. Every call returns a new copy.
func BaseSeed() Seed {
	return Seed{
		TenantType: TenantB2C,
		Apps: []App{
			{ID: BaseAppA, Name: "App A"},
			{ID: BaseAppB, Name: "App B"},
			{ID: "app-management", Name: "Management", Management: true},
		},
		Clients: []Client{
			{ID: BaseClientA, Secret: BaseSecret, App: BaseAppA},
			{ID: BaseClientB, Secret: BaseSecret, App: BaseAppB},
			{ID: BaseReader, Secret: BaseSecret, App: BaseAppA, Permissions: []string{"users:read"}},
			{ID: BaseAdmin, Secret: BaseSecret, App: "app-management"},
		},
		Schema: []Attribute{
			{Name: "preferredStoreLocation", Type: TypeString},
			{Name: "loyaltyPoints", Type: TypeNumber},
			{Name: "privacyNoticeAcceptedAt", Type: TypeDate},
			{Name: "marketingOptIn", Type: TypeBoolean},
			{Name: "wishlistCategories", Type: TypeStringArray},
			{Name: "accountNumber", Type: TypeString, Identifier: true},
		},
		Users: []User{baseU1(), baseU2()},
	}
}

func baseU1() User {
	return User{
		ID: BaseU1, Status: StatusActive, CreatedAt: BaseTime.UnixMilli(), UpdatedAt: BaseTime.UnixMilli(),
		Email:            &Contact{Value: "a@x.io", Verified: true, VerifiedAt: BaseTime},
		Phone:            &Contact{Value: "+14155550100"},
		Name:             Object{"title": "Ms", "first_name": "Ann", "last_name": "Lee"},
		Address:          Object{"country": "USA", "city": "NYC", "street_address": "1 Rd"},
		AddressUpdatedAt: BaseTime.UnixMilli(),
		CustomData:       Object{"k": Object{"a": 1.0, "b": 2.0}, "z": 1.0},
		Apps:             map[string]AppProfile{BaseAppA: {}},
	}
}

func baseU2() User {
	return User{
		ID: BaseU2, Status: StatusActive, CreatedAt: BaseTime.UnixMilli(), UpdatedAt: BaseTime.UnixMilli(),
		Email:          &Contact{Value: "b@x.io"},
		ExternalUserID: "E2",
		Apps:           map[string]AppProfile{BaseAppA: {Username: "bob"}},
		HasPassword:    true,
	}
}
