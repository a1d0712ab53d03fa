package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"licheng/trips"
	"licheng/web/api"
)

// Route is one line of the table of everything the service answers.
type Route struct {
	Method, Path string // {name} stands for one part of the path
	Who          []trips.Role
	BodyMax      int64 // bytes of body read
	Key          keyRule
	Answers      []int  // statuses of success, the usual one first
	ID, Summary  string // operation id and one line for the OpenAPI document
	Do           api.Endpoint

	raw gin.HandlerFunc // instead of Do: not an operation of the API
}

// keyRule says what an Idempotency-Key means on a route.
type keyRule int

const (
	keyIgnored  keyRule = iota // changes nothing, or is repeatable by itself
	keyWelcome                 // honoured when given
	keyRequired                // refused without one
)

const (
	kB = 1 << 10
	mB = 1 << 20

	// traceMax is the largest trace file taken: a day at 1 s as GPX with
	// extensions is about 30 MB.
	traceMax = 64 * mB

	// ingestMax is the largest message of a tracker: Overland's thousand fixes
	// are about half a megabyte.
	ingestMax = 4 * mB
)

// Who may call a route.
var (
	anyone  []trips.Role // also who is not logged in
	member  = []trips.Role{trips.Cadre, trips.Township, trips.Finance, trips.Auditor, trips.Admin}
	cadre   = []trips.Role{trips.Cadre}
	auditor = []trips.Role{trips.Auditor, trips.Finance}
	readers = []trips.Role{trips.Cadre, trips.Township, trips.Finance, trips.Auditor} // an admin sees no tracks
	// deciders decide on what others ask; a cadre may be somebody's deputy, which
	// the service knows.
	deciders = []trips.Role{trips.Cadre, trips.Township, trips.Finance}
	// staff is everybody who may ask or answer.
	staff = []trips.Role{trips.Cadre, trips.Township, trips.Finance, trips.Auditor}
	proof = []trips.Role{trips.Finance, trips.Auditor, trips.Admin}
)

var (
	ok        = []int{http.StatusOK}
	done      = []int{http.StatusNoContent}
	taken     = []int{http.StatusAccepted}
	madeOrOld = []int{http.StatusCreated, http.StatusOK}
)

const (
	get  = http.MethodGet
	post = http.MethodPost
	put  = http.MethodPut
	del  = http.MethodDelete
)

// v1 begins the paths of the API.
const v1 = "/api/v1"

// routes is everything the service answers beside the app's own files: who may
// call it, how much it reads, what it does. Nothing else is answered; a test
// compares this table with the engine and with the OpenAPI document.
func (s *Server) routes() []Route {
	a := s.api
	return append(slices.Concat(s.ingestRoutes(), s.uploadRoutes(), s.tripRoutes(), s.moneyRoutes()), []Route{
		{post, v1 + "/session", anyone, 4 * kB, keyIgnored, ok, "log-in", "Log in", api.Handle(a.LogIn), nil},
		{get, v1 + "/session", member, 0, keyIgnored, ok, "who-am-i", "Who is logged in", api.Handle(a.WhoAmI), nil},
		{del, v1 + "/session", anyone, 0, keyIgnored, done, "log-out", "Log out", api.Handle(a.LogOut), nil},
		{post, v1 + "/session/password", member, 4 * kB, keyIgnored, done, "change-password", "Change one's own password", api.Handle(a.ChangePassword), nil},

		{get, v1 + "/vehicles", readers, 0, keyIgnored, ok, "list-vehicles", "One's own vehicles; all for finance and auditors", api.Handle(a.ListVehicles), nil},

		{get, v1 + "/claims", readers, 0, keyIgnored, ok, "list-claims", "The claims one may see", api.Handle(a.ListClaims), nil},
		{get, v1 + "/claims/current", cadre, 0, keyIgnored, ok, "read-current-claim", "One's own claim of a month, drafted on demand", api.Handle(a.ReadCurrentClaim), nil},
		{get, v1 + "/claims/{id}", readers, 0, keyIgnored, ok, "read-claim", "A claim with every line explained", api.Handle(a.ReadClaim), nil},
		{post, v1 + "/claims/{id}/submit", cadre, 4 * kB, keyWelcome, ok, "submit-claim", "Hand in a claim", api.Handle(a.SubmitClaim), nil},
		{post, v1 + "/claims/{id}/return", deciders, mB, keyWelcome, ok, "return-claim", "Send a claim back with what is to be mended", api.Handle(a.ReturnClaim), nil},
		{post, v1 + "/claims/{id}/approve", deciders, 16 * kB, keyWelcome, ok, "approve-claim", "Approve a claim", api.Handle(a.ApproveClaim), nil},
		{post, v1 + "/claims/{id}/reject", deciders, 16 * kB, keyWelcome, ok, "reject-claim", "Reject a claim", api.Handle(a.RejectClaim), nil},
		{post, v1 + "/claims/{id}/pay", deciders, 4 * kB, keyWelcome, ok, "pay-claim", "Record that a claim was paid", api.Handle(a.PayClaim), nil},
		{post, v1 + "/claims/decisions", deciders, mB, keyWelcome, ok, "decide-claims", "Decide many claims at once", api.Handle(a.DecideClaims), nil},

		{post, v1 + "/requests", cadre, 32 * kB, keyRequired, ok, "ask-request", "Ask leave for a trip", api.Handle(a.AskRequest), nil},
		{get, v1 + "/requests", staff, 0, keyIgnored, ok, "list-requests", "The requests one may see", api.Handle(a.ListRequests), nil},
		{get, v1 + "/requests/{id}", staff, 0, keyIgnored, ok, "read-request", "A request and what came of it", api.Handle(a.ReadRequest), nil},
		{post, v1 + "/requests/{id}/decision", staff, 16 * kB, keyWelcome, ok, "decide-request", "Approve, reject or withdraw a request", api.Handle(a.DecideRequest), nil},
		{get, v1 + "/requests/{id}/slip", staff, 0, keyIgnored, ok, "read-request-slip", "The slip of a request, to print and sign", api.File(a.ReadRequestSlip, api.TypePDF, api.TypeXLSX), nil},
		{post, v1 + "/delegations", deciders, 8 * kB, keyRequired, ok, "give-delegation", "Let another account decide in one's place for some days", api.Handle(a.GiveDelegation), nil},
		{get, v1 + "/delegations", staff, 0, keyIgnored, ok, "list-delegations", "The delegations one gave or was given", api.Handle(a.ListDelegations), nil},
		{post, v1 + "/delegations/{id}/end", deciders, kB, keyIgnored, ok, "end-delegation", "End a delegation one gave", api.Handle(a.EndDelegation), nil},
		{post, v1 + "/claims/{id}/appeals", cadre, 16 * kB, keyRequired, ok, "ask-appeal", "Appeal against the decision on one's own claim", api.Handle(a.AskAppeal), nil},
		{get, v1 + "/appeals", staff, 0, keyIgnored, ok, "list-appeals", "The appeals one may see", api.Handle(a.ListAppeals), nil},
		{post, v1 + "/appeals/{id}/decision", deciders, 16 * kB, keyWelcome, ok, "decide-appeal", "Answer an appeal, or withdraw it", api.Handle(a.DecideAppeal), nil},
		{post, v1 + "/complaints", member, 16 * kB, keyRequired, ok, "complain", "Put something into the complaint box", api.Handle(a.Complain), nil},
		{get, v1 + "/complaints", member, 0, keyIgnored, ok, "list-complaints", "The complaints one may see, those that wait first", api.Handle(a.ListComplaints), nil},
		{post, v1 + "/complaints/{id}/answer", staff, 16 * kB, keyWelcome, ok, "answer-complaint", "Answer a complaint of somebody else", api.Handle(a.AnswerComplaint), nil},

		{get, v1 + "/trips/{id}/request", readers, 0, keyIgnored, ok, "read-trip-request", "The request a trip was driven under", api.Handle(a.ReadTripRequest), nil},
		{post, v1 + "/trips/{id}/request", cadre, 4 * kB, keyIgnored, ok, "link-trip", "Say which request one's own trip was driven under", api.Handle(a.LinkTrip), nil},
		{get, v1 + "/colleagues", cadre, 0, keyIgnored, ok, "list-colleagues", "Who one may take along", api.Handle(a.ListColleagues), nil},

		{get, v1 + "/claims/{id}/form", readers, 0, keyIgnored, ok, "read-claim-form", "The claim's form, to print and file", api.File(a.ReadClaimForm, api.TypePDF, api.TypeXLSX), nil},
		{get, v1 + "/lists/{month}/{kind}", auditor, 0, keyIgnored, ok, "read-list", "A list of a month's claims as a file", api.File(a.ReadList, api.TypePDF, api.TypeXLSX, api.TypeCSV), nil},

		{get, v1 + "/places", member, 0, keyIgnored, ok, "list-places", "The county's places", api.Handle(a.ListPlaces), nil},
		{get, v1 + "/roads", member, 0, keyIgnored, ok, "read-roads", "The road file in use", api.Handle(a.ReadRoads), nil},

		{Method: get, Path: v1 + "/openapi.json", Who: anyone, raw: s.openapi},
		{Method: get, Path: "/tiles/{z}/{x}/{y}", Who: member, raw: s.tile}, // y ends in .mvt
		{Method: get, Path: "/tiles/trips/{id}/{z}/{x}/{y}", Who: readers, raw: s.tripTile},
		{Method: get, Path: "/healthz", Who: anyone, raw: s.healthz},
		{Method: get, Path: "/readyz", Who: anyone, raw: s.readyz},
		{Method: get, Path: "/metrics", Who: anyone, raw: gin.WrapH(s.metrics.handler())},
	}...)
}

// tripRoutes are the lines of the table for traces and the trips in them.
func (s *Server) tripRoutes() []Route {
	a := s.api
	return []Route{
		{post, v1 + "/traces", cadre, traceMax, keyRequired, madeOrOld, "hand-in-trace", "Hand in a trace file of any format", api.Stream("application/octet-stream", a.HandInTrace), nil},
		{post, v1 + "/statements", cadre, 16 * kB, keyRequired, madeOrOld, "hand-in-statement", "Hand in a trip that has no trace", api.Handle(a.HandInStatement), nil},
		{post, v1 + "/statements/{id}/withdraw", cadre, kB, keyIgnored, ok, "withdraw-statement", "Take back a trip told without a trace", api.Handle(a.WithdrawStatement), nil},
		{get, v1 + "/companion-asks", cadre, 0, keyIgnored, ok, "list-companion-asks", "Trips of colleagues that name one as having come along", api.Handle(a.ListCompanionAsks), nil},
		{post, v1 + "/companion-asks/{id}", cadre, kB, keyIgnored, ok, "say-companion", "Say whether one came along on a colleague's trip", api.Handle(a.SayCompanion), nil},
		{get, v1 + "/usual-routes", cadre, 0, keyIgnored, ok, "list-usual-routes", "Routes one drove often enough to be known", api.Handle(a.ListUsualRoutes), nil},
		{get, v1 + "/traces", readers, 0, keyIgnored, ok, "list-traces", "The newest traces", api.Handle(a.ListTraces), nil},
		{get, v1 + "/traces/{id}", readers, 0, keyIgnored, ok, "read-trace", "A trace and what became of it", api.Handle(a.ReadTrace), nil},
		{del, v1 + "/traces/{id}", cadre, 0, keyIgnored, done, "withdraw-trace", "Take back a trace of one's own, as if it had never been handed in: its trips, points and file go", api.Handle(a.WithdrawTrace), nil},

		{get, v1 + "/private-areas", cadre, 0, keyIgnored, ok, "list-private-areas", "One's own private areas; nobody else can ask for them", api.Handle(a.ListPrivateAreas), nil},
		{put, v1 + "/private-areas/{id}", cadre, 4 * kB, keyIgnored, done, "put-private-area", "Keep a circle on the map to oneself: it is cut from what is handed in from now on", api.Handle(a.PutPrivateArea), nil},
		{del, v1 + "/private-areas/{id}", cadre, 0, keyIgnored, done, "remove-private-area", "Take a private area away", api.Handle(a.RemovePrivateArea), nil},

		{post, v1 + "/recordings", cadre, 4 * kB, keyWelcome, ok, "start-recording", "Listen to one's own phone's tracker until it is ended", api.Handle(a.StartRecording), nil},
		{get, v1 + "/recordings", cadre, 0, keyIgnored, ok, "list-recordings", "One's own newest recordings", api.Handle(a.ListRecordings), nil},
		{post, v1 + "/recordings/{id}/end", cadre, kB, keyIgnored, ok, "end-recording", "End a recording and hand its fixes in", api.Handle(a.EndRecording), nil},
		// Its answer holds a secret, and answers to keys are kept as they are: twice asked
		// is two tokens, of which one is used.
		{post, v1 + "/trackers", cadre, 4 * kB, keyIgnored, []int{http.StatusCreated}, "make-tracker", "A personal token for tracker apps, with addresses and QR codes; shown once", api.Handle(a.MakeTracker), nil},

		{get, v1 + "/trips", readers, 0, keyIgnored, ok, "list-trips", "Trips of a month", api.Handle(a.ListTrips), nil},
		{get, v1 + "/trips/{id}", readers, 0, keyIgnored, ok, "read-trip", "A trip with its evidence", api.Handle(a.ReadTrip), nil},
		{post, v1 + "/trips/{id}/split", cadre, 4 * kB, keyWelcome, taken, "split-trip", "Make two trips of one's own of one; the trace is read again", api.Handle(a.SplitTrip), nil},
		{post, v1 + "/trips/{id}/crop", cadre, 4 * kB, keyWelcome, taken, "crop-trip", "Leave the beginning or the end of one's own trip out", api.Handle(a.CropTrip), nil},
		{get, v1 + "/trips/{id}/neighbours", cadre, 0, keyIgnored, ok, "list-neighbours", "One's own trips right before and after that this one can be merged with", api.Handle(a.ListNeighbours), nil},
		{post, v1 + "/trips/{id}/merge", cadre, 4 * kB, keyWelcome, taken, "merge-trips", "Make one trip of two neighbours of one's own, of one trace or of two", api.Handle(a.MergeTrips), nil},
		{del, v1 + "/traces/{id}/edits", cadre, 0, keyIgnored, taken, "unedit-trace", "Take back all splits, crops and merges of one's own trace and of those it was merged with", api.Handle(a.UneditTrace), nil},
		{get, v1 + "/trips/{id}/fixes", readers, 0, keyIgnored, ok, "read-fixes", "The raw track of a trip; every look is logged and its owner sees the log", api.Handle(a.ReadFixes), nil},
		{get, v1 + "/trips/{id}/reads", readers, 0, keyIgnored, ok, "list-fix-reads", "Who looked at the raw track of a trip", api.Handle(a.ListFixReads), nil},
	}
}
