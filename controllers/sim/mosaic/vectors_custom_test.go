package mosaic_test

import (
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func customVectors() []vector {
	store := put(pathU1, `{"custom_user_fields":{"preferredStoreLocation":"NYC"}}`)
	refused := func(name, fields, message string) vector {
		return vector{name: name, steps: []step{{
			request: put(pathU1, `{"custom_user_fields":`+fields+`}`), status: 400,
			json: `{"message":["custom_user_fields.` + message + `"],"error_code":400}`,
		}}}
	}
	big := put(pathU1, `{"custom_data":{"big":"`+strings.Repeat("x", 500<<10)+`"}}`)

	return []vector{
		{
			name: "39 custom attribute",
			steps: []step{
				{request: store, status: 200, part: map[string]string{
					"result.custom_user_fields.preferredStoreLocation": `"NYC"`,
				}},
				{request: put(pathU1, `{"custom_user_fields":{"loyaltyPoints":3}}`), status: 200, part: map[string]string{
					"result.custom_user_fields": `{"preferredStoreLocation":"NYC","loyaltyPoints":3}`,
				}},
			},
			u1: func(u *mosaic.User) {
				u.CustomUserFields = mosaic.Object{"preferredStoreLocation": "NYC", "loyaltyPoints": 3.0}
				u.UpdatedAt = start.UnixMilli() + 1
			},
			writes: []string{
				"update u1 [custom_user_fields] changed [custom_user_fields]",
				"update u1 [custom_user_fields] changed [custom_user_fields]",
			},
		},
		{
			name: "40 custom attribute, feature off",
			seed: knobs(mosaic.Knobs{CustomFields: mosaic.CustomFieldsOff}),
			steps: []step{
				{request: store, status: 200, part: map[string]string{"result.custom_user_fields": absent}},
				{request: get(pathU1), status: 200, part: map[string]string{"result.custom_user_fields": absent}},
			},
			writes: []string{"update u1 [custom_user_fields] changed []"},
		},
		refused("41 custom String of 513 characters", `{"preferredStoreLocation":"`+strings.Repeat("é", 513)+`"}`,
			"preferredStoreLocation must be a valid String"),
		refused("41 custom Number as a string", `{"loyaltyPoints":"3"}`, "loyaltyPoints must be a valid Number"),
		refused("41 undeclared custom attribute", `{"shoeSize":43}`, "shoeSize is not defined in the user schema"),
		{
			name:  "42 custom_data above 500 KB",
			steps: []step{{request: big, status: 400, json: `{"message":["custom_data exceeds 500 KB"],"error_code":400}`}},
		},
		{
			name:  "42 custom_data above 500 KB, status by knob",
			seed:  knobs(mosaic.Knobs{Oversize: 413}),
			steps: []step{{request: big, status: 413, json: `{"message":"custom_data exceeds 500 KB","error_code":413}`}},
		},
	}
}
