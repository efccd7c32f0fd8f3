package ui

import "net/http"

// A helpBody is what the page of help has to know.
type helpBody struct {
	Docs bool // there is a page about the API
}

// helpPage explains how to ask, how dates are read, and what the words mean.
func (s *site) helpPage(*http.Request) (*view, error) {
	return &view{Template: "help", Title: "Help", Section: "help", Body: helpBody{Docs: s.documented}}, nil
}
