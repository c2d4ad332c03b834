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
