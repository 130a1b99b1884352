package adobe

// wireUser is a user as the API answers it: what is unset is absent (UMAPI, Get user: "Properties that are not
// populated are not returned"). The order of the members is the recorded one [R], id first [I].
type wireUser struct {
	ID        string       `json:"id,omitempty"`
	Email     string       `json:"email,omitempty"`
	Status    Status       `json:"status,omitempty"`
	Groups    []string     `json:"groups,omitempty"`
	Username  string       `json:"username,omitempty"`
	Domain    string       `json:"domain,omitempty"`
	FirstName string       `json:"firstname,omitempty"`
	LastName  string       `json:"lastname,omitempty"`
	Country   string       `json:"country,omitempty"`
	Type      IdentityType `json:"type,omitempty"`
	Extra     *extra       `json:"simulatedExtra,omitempty"`
}

// extra is a member no document knows: "Additional fields can appear in the response, but should not be relied upon"
// (UMAPI, ActionsRef).
type extra struct {
	Since int `json:"since"`
}

func (k Knobs) extra() *extra {
	if k.ExtraFields != On {
		return nil
	}
	return &extra{Since: 2027}
}

func wire(u *User, k Knobs) wireUser {
	return wireUser{
		ID: u.ID, Email: u.Email, Status: u.Status, Groups: u.Groups, Username: u.Username, Domain: u.Domain,
		FirstName: u.FirstName, LastName: u.LastName, Country: u.Country, Type: u.Type, Extra: k.extra(),
	}
}

// userAnswer answers the read of one user.
type userAnswer struct {
	Result string   `json:"result"`
	User   wireUser `json:"user"`
	Extra  *extra   `json:"simulatedExtra,omitempty"`
}

// usersAnswer answers a page of users.
type usersAnswer struct {
	LastPage  bool       `json:"lastPage"`
	Result    string     `json:"result"`
	GroupName string     `json:"groupName,omitempty"`
	Users     []wireUser `json:"users"`
	Extra     *extra     `json:"simulatedExtra,omitempty"`
}

// groupsAnswer answers a page of groups.
type groupsAnswer struct {
	LastPage bool        `json:"lastPage"`
	Result   string      `json:"result"`
	Groups   []wireGroup `json:"groups"`
	Extra    *extra      `json:"simulatedExtra,omitempty"`
}

type wireGroup struct {
	Name        string `json:"groupName"`
	MemberCount int    `json:"memberCount"`
}

// actionAnswer answers the action endpoint. The counts are of commands, not of steps. The order of the members is the
// one of all 56 recorded answers, errors and warnings absent when there are none [R].
type actionAnswer struct {
	Completed           int       `json:"completed"`
	NotCompleted        int       `json:"notCompleted"`
	CompletedInTestMode int       `json:"completedInTestMode"`
	Result              string    `json:"result"`
	Errors              []problem `json:"errors,omitempty"`
	Warnings            []notice  `json:"warnings,omitempty"`
	Extra               *extra    `json:"simulatedExtra,omitempty"`
}

// problem is an entry of errors. Index and step are numbers [R], whatever UMAPI, ActionsRef says of step.
type problem struct {
	Index     int    `json:"index"`
	Step      int    `json:"step"`
	Message   string `json:"message"`
	ErrorCode string `json:"errorCode"`
	RequestID string `json:"requestID,omitempty"`
	User      string `json:"user,omitempty"`
	Extra     *extra `json:"simulatedExtra,omitempty"`
}

// notice is an entry of warnings.
type notice struct {
	WarningCode string `json:"warningCode"`
	RequestID   string `json:"requestID,omitempty"`
	Index       int    `json:"index"`
	Step        int    `json:"step"`
	Message     string `json:"message"`
	User        string `json:"user,omitempty"`
}
