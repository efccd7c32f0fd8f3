package ui

import "net/http"

// helpPage explains how to ask, how dates are read, and what the words mean.
func (s *site) helpPage(*http.Request) (*view, error) {
	return &view{Template: "help", Title: "Help", Section: "help"}, nil
}
