// Package house keeps the house in order: which package lives in which layer,
// which layer may import which, and which package alone may touch an outside
// thing (docs/DESIGN.md, "The house"). Its tests read the project's sources, so
// a wrong import, a file grown too long or a feature without its proof fails
// like any other test.
package house

import (
	"fmt"
	"path"
	"strings"
)

// Module is the path that our own imports begin with.
const Module = "kaochang"

// MaxFileLines is how long a file of ours may be (docs/STYLE.md, section 3).
const MaxFileLines = 400

// Layer is a storey of the house.
type Layer string

// faults is the package of Go tests that stands beside the browsers'.
const faults Package = "e2e/faults"

// The layers, from the bottom.
const (
	Domain   Layer = "domain"   // what an exam is; standard library only
	Ground   Layer = "ground"   // what features and adapters stand on
	Features Layer = "features" // use cases; each declares what it needs from the world
	Adapters Layer = "adapters" // one package per outside thing
	Edge     Layer = "edge"     // routes, sign-in, limits, the web client
	Tools    Layer = "tools"    // what cmd offers besides serving: demo, rehearsal, doctor
	Suites   Layer = "suites"   // tests that every implementation of an interface must pass
	Command  Layer = "cmd"      // builds the parts and joins them
)

// places says where each package below internal/ lives. A package below
// another one lives with it unless it has a line of its own.
var places = map[string]Layer{
	"exam": Domain,

	"config": Ground, "problem": Ground, "ident": Ground, "operation": Ground, "limit": Ground, "snapshot": Ground,
	"picture": Ground, "seal": Ground, "batch": Ground,

	"account": Features, "school": Features, "enrol": Features, "payment": Features, "announce": Features, "notice": Features, "enquiry": Features, "review": Features, "material": Features, "sweep": Features,
	"roster": Features, "planning": Features, "admission": Features, "devicecheck": Features, "mock": Features,
	"checkin": Features, "flow": Features, "identity": Features, "waiting": Features, "interview": Features, "written": Features, "proctoring": Features, "video": Features,
	"room": Features, "marking": Features, "evidence": Features,

	"store": Adapters, "media": Adapters, "realtime": Adapters, "upload": Adapters, "blob": Adapters, "jobs": Adapters,
	"sms": Adapters, "pay": Adapters, "pdf": Adapters, "face": Adapters, "facecloud": Adapters, "ledger": Adapters,
	"sheet": Adapters, "qti": Adapters,

	"server": Edge,

	"rehearse": Tools, "doctor": Tools, "demo": Tools, "house": Tools,
}

// below lists what each layer may import besides the standard library and
// outside packages. Features and adapters may not import one another.
var below = map[Layer][]Layer{
	Domain:   {},
	Ground:   {Domain, Ground},
	Features: {Domain, Ground},
	Adapters: {Domain, Ground},
	Edge:     {Domain, Ground, Features},
	Tools:    {Domain, Ground, Features, Adapters},
	Suites:   {Domain, Ground, Features, Adapters, Tools},
	Command:  {Domain, Ground, Features, Adapters, Edge, Tools},
}

// doors names, for each outside thing that has a package of its own, the
// packages that may import it. Everybody else meets it through that package.
var doors = map[string][]string{
	"github.com/livekit/":                  {"media", "rehearse"}, // a rehearsal publishes as a phone does
	"github.com/pion/":                     {"media", "rehearse"},
	"github.com/Eyevinn/mp4ff":             {"media"},
	"github.com/at-wat/ebml-go":            {"media", "rehearse"},
	"github.com/uptrace/bun":               {"store"},
	"github.com/jackc/pgx":                 {"store"},
	"modernc.org/sqlite":                   {"store"},
	"github.com/pressly/goose":             {"store"},
	"github.com/riverqueue/river":          {"jobs", "store"}, // store migrates River's tables after ours
	"github.com/centrifugal/centrifuge":    {"realtime"},
	"github.com/centrifugal/centrifuge-go": {"rehearse"},
	"github.com/tus/tusd":                  {"upload"},
	"github.com/minio/":                    {"blob"},
	"github.com/wechatpay-apiv3/":          {"pay"},
	"github.com/alibabacloud-go/":          {"sms", "facecloud"},
	"github.com/tencentcloud/":             {"sms", "facecloud"},
	"github.com/xuri/excelize":             {"sheet"},
	"github.com/tdewolff/":                 {"pdf"},
}

// Package names a package by its folder from the project's root, such as
// "internal/exam" or "cmd/kaochang".
type Package string

// Layer returns the package's place. It returns an error that says what to do
// for a package that has none.
func (p Package) Layer() (Layer, error) {
	if p == "cmd" || strings.HasPrefix(string(p), "cmd/") {
		return Command, nil
	}
	if p == faults {
		return Suites, nil
	}
	inside, ok := strings.CutPrefix(string(p), "internal/")
	if !ok {
		return "", fmt.Errorf("%s is neither below cmd/ nor below internal/: Go code lives there, and in %s", p, faults)
	}
	if strings.HasSuffix(inside, "test") {
		return Suites, nil
	}
	for name := inside; name != "."; name = path.Dir(name) {
		if layer, ok := places[name]; ok {
			return layer, nil
		}
	}
	return "", fmt.Errorf("%s has no place: read docs/DESIGN.md, \"The house\", and put it into places in internal/house/house.go", p)
}

// own returns the first folder below internal/, by which a package owns a door
// and knows its own subpackages.
func (p Package) own() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(string(p), "internal/"), "/")
	return name
}

// Check returns why p may not import what imported names, or nil. It is for
// the code itself: tests may use real parts of any layer.
func Check(p Package, imported string) error {
	from, err := p.Layer()
	if err != nil {
		return err
	}
	if inside, ok := strings.CutPrefix(imported, Module+"/"); ok {
		return checkOwn(p, from, Package(inside))
	}
	return checkOutside(p, from, imported)
}

// checkOwn judges an import of one of our packages.
func checkOwn(p Package, from Layer, to Package) error {
	layer, err := to.Layer()
	if err != nil {
		return err
	}
	if p.own() == to.own() && layer != Suites {
		return nil
	}
	if from == Suites && layer == Suites {
		return nil
	}
	for _, allowed := range below[from] {
		if allowed == layer {
			return nil
		}
	}
	why := fmt.Sprintf("%s may import %s", from, join(below[from]))
	switch {
	case from == Features && layer == Features:
		why = "features do not know one another: declare a small interface, cmd introduces them"
	case from == Features && layer == Adapters:
		why = "a feature declares the small interface that it needs, cmd hands it the adapter"
	case layer == Suites:
		why = "suites are for tests"
	}
	return fmt.Errorf("%s (%s) imports %s (%s): %s", p, from, to, layer, why)
}

// checkOutside judges an import from outside of the project.
func checkOutside(p Package, from Layer, imported string) error {
	first, _, _ := strings.Cut(imported, "/")
	if from == Domain && strings.Contains(first, ".") {
		return fmt.Errorf("%s (domain) imports %s: the domain uses the standard library only", p, imported)
	}
	for prefix, owners := range doors {
		if !within(imported, prefix) {
			continue
		}
		for _, owner := range owners {
			if p.own() == owner || p.own() == owner+"test" {
				return nil
			}
		}
		return fmt.Errorf("%s imports %s: only %s may, everybody else goes through it", p, imported, strings.Join(owners, " and "))
	}
	return nil
}

// within reports whether imported is prefix or lies below it.
func within(imported, prefix string) bool {
	bare := strings.TrimSuffix(prefix, "/")
	return imported == bare || strings.HasPrefix(imported, bare+"/")
}

func join(layers []Layer) string {
	if len(layers) == 0 {
		return "nothing of ours"
	}
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = string(l)
	}
	return strings.Join(names, ", ")
}
