package exam

import "time"

// Database is one of the four that a school compares a candidate with before the
// exam (四库比对; FEATURES G8). The comparison is done elsewhere; its results are
// imported and stand beside the ID check.
type Database string

// The four databases, as the ministry names them for remote re-examinations.
const (
	DatabaseApplication Database = "application" // 报考库
	DatabaseEducation   Database = "education"   // 学籍学历库
	DatabasePopulation  Database = "population"  // 人口信息库
	DatabaseIntegrity   Database = "integrity"   // 考生诚信档案库
)

// Databases lists the four, in the order of the table.
func Databases() []Database {
	return []Database{DatabaseApplication, DatabaseEducation, DatabasePopulation, DatabaseIntegrity}
}

// DatabaseResult is what a comparison came to.
type DatabaseResult string

// The results.
const (
	DatabaseMatches DatabaseResult = "matches"
	DatabaseDiffers DatabaseResult = "differs"
	DatabaseMissing DatabaseResult = "missing" // no record
)

// DatabaseLine is the result of one comparison of one candidate.
type DatabaseLine struct {
	SchoolID, CandidateID string
	Database              Database
	Result                DatabaseResult
	Note                  string
	ImportedAt            time.Time
	ImportedBy            string // name
}

// ComparisonOf returns what all comparisons of a candidate came to: differs where one
// does, matches where all four do, and missing where one has no record or no result.
func ComparisonOf(lines []DatabaseLine) DatabaseResult {
	matching := map[Database]bool{}
	for _, l := range lines {
		switch l.Result {
		case DatabaseDiffers:
			return DatabaseDiffers
		case DatabaseMatches:
			matching[l.Database] = true
		}
	}
	if len(matching) == len(Databases()) {
		return DatabaseMatches
	}
	return DatabaseMissing
}

// Compared is a candidate with the results that are known of her, in the order of
// [Databases].
type Compared struct {
	CandidateID, Name, Number string
	Lines                     []DatabaseLine
}

// ComparedFilter chooses candidates of a school. Zero fields choose all.
type ComparedFilter struct {
	SchoolID, ExamID string
	Result           DatabaseResult // of all comparisons together: [ComparisonOf]
	Query            string         // part of a name or number, in lower case
	Limit, Offset    int
}
