package timex

// Golden compares with a golden file for the tests outside of the package.
var Golden = golden
