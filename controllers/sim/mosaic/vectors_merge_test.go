package mosaic_test

import (
	"fmt"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// u1French is U1 in wire form after vector 9: what every answer looks like.
func u1French() string {
	const wire = `{"result":{
		"user_id":"u1","status":"Active","created_at":%[1]d,"updated_at":%[2]d,"app_name":"App A","language":"fr",
		"email":{"value":"a@x.io","email_verified":true,"verified_at":"2026-01-02T03:04:05.000Z"},
		"phone_number":{"value":"+14155550100","phone_number_verified":false},
		"name":{"title":"Ms","first_name":"Ann","last_name":"Lee"},
		"address":{"country":"USA","city":"NYC","street_address":"1 Rd","updated_at":%[1]d},
		"custom_data":{"k":{"a":1,"b":2},"z":1}}}`
	return fmt.Sprintf(wire, mosaic.BaseTime.UnixMilli(), start.UnixMilli())
}

func mergeVectors() []vector {
	const steve = `{"custom_app_data":{"name":{"first_name":"steve","last_name":"jones"}}}`
	const bob = `{"custom_app_data":{"name":{"first_name":"bob"},"membership":"gold"}}`

	return []vector{
		{
			name:   "9 one attribute, nothing else changes",
			steps:  []step{{request: put(pathU1, `{"language":"fr"}`), status: 200, json: u1French()}},
			u1:     edited(func(u *mosaic.User) { u.Language = "fr" }),
			writes: []string{"update u1 [language] changed [language]"},
		},
		{
			name: "10 partial address replaces it whole",
			steps: []step{{
				request: put(pathU1, `{"address":{"city":"LA"}}`), status: 200,
				part: map[string]string{"result.address": fmt.Sprintf(`{"city":"LA","updated_at":%d}`, start.UnixMilli())},
			}},
			u1: edited(func(u *mosaic.User) {
				u.Address = mosaic.Object{"city": "LA"}
				u.AddressUpdatedAt = start.UnixMilli()
			}),
			writes: []string{"update u1 [address] changed [address]"},
		},
		{
			name: "11 partial name replaces it whole",
			steps: []step{{
				request: put(pathU1, `{"name":{"first_name":"Jo"}}`), status: 200,
				part: map[string]string{"result.name": `{"first_name":"Jo"}`},
			}},
			u1:     edited(func(u *mosaic.User) { u.Name = mosaic.Object{"first_name": "Jo"} }),
			writes: []string{"update u1 [name] changed [name]"},
		},
		{
			name: "12 custom_data merges one level deep",
			steps: []step{{
				request: put(pathU1, `{"custom_data":{"k":{"a":9}}}`), status: 200,
				part: map[string]string{"result.custom_data": `{"k":{"a":9},"z":1}`},
			}},
			u1: edited(func(u *mosaic.User) {
				u.CustomData = mosaic.Object{"k": mosaic.Object{"a": 9.0}, "z": 1.0}
			}),
			writes: []string{"update u1 [custom_data] changed [custom_data]"},
		},
		{
			name: "13 custom_app_data merges one level deep",
			steps: []step{
				{request: put(pathU1, `{"custom_app_data":{"points":1}}`), status: 200},
				{request: put(pathU1, steve), status: 200},
				{request: put(pathU1, bob), status: 200, part: map[string]string{
					"result.custom_app_data": `{"points":1,"name":{"first_name":"bob"},"membership":"gold"}`,
				}},
			},
			u1: func(u *mosaic.User) {
				u.UpdatedAt = start.UnixMilli() + 2
				u.Apps[mosaic.BaseAppA] = mosaic.AppProfile{CustomAppData: mosaic.Object{
					"points": 1.0, "name": mosaic.Object{"first_name": "bob"}, "membership": "gold",
				}}
			},
			writes: []string{
				"update u1 [custom_app_data] changed [custom_app_data]",
				"update u1 [custom_app_data] changed [custom_app_data]",
				"update u1 [custom_app_data] changed [custom_app_data]",
			},
		},
		{
			name: "13 custom_app_data replaced, by knob",
			seed: knobs(mosaic.Knobs{CustomAppData: mosaic.MergeReplace}),
			steps: []step{
				{request: put(pathU1, `{"custom_app_data":{"points":1}}`), status: 200},
				{request: put(pathU1, bob), status: 200, part: map[string]string{
					"result.custom_app_data": `{"name":{"first_name":"bob"},"membership":"gold"}`,
				}},
			},
			u1: func(u *mosaic.User) {
				u.UpdatedAt = start.UnixMilli() + 1
				u.Apps[mosaic.BaseAppA] = mosaic.AppProfile{CustomAppData: mosaic.Object{
					"name": mosaic.Object{"first_name": "bob"}, "membership": "gold",
				}}
			},
			writes: []string{
				"update u1 [custom_app_data] changed [custom_app_data]",
				"update u1 [custom_app_data] changed [custom_app_data]",
			},
		},
		{
			name:   "30 empty body changes nothing",
			steps:  []step{{request: put(pathU1, `{}`), status: 200, part: map[string]string{"result.user_id": `"u1"`}}},
			writes: []string{"update u1 [] changed []"},
		},
	}
}
