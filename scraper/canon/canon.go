// Package canon gives every address one form, so that an article found by
// several links is visited once.
package canon
