package timex

// Update tells the tests outside of the package whether golden files are rewritten.
var Update = update
