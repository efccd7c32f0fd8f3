package demoweb

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the outlets name a zone, and the demo must need nothing installed

	"github.com/pelletier/go-toml/v2"

	"dateline/scraper"
)

//go:embed dateline.toml
var config string

// Config returns the configuration of the outlets, as one would write it by hand.
func Config() string { return config }

// Outlets returns the outlets of the demo web, read from [Config].
func Outlets() []scraper.Outlet {
	outlets, err := parse(config)
	if err != nil {
		panic("demoweb: dateline.toml: " + err.Error()) // our own file, and held by a test
	}
	return outlets
}

// parse reads the outlets of a configuration.
func parse(text string) ([]scraper.Outlet, error) {
	var file struct {
		Outlet []struct {
			Name     string   `toml:"name"`
			Home     string   `toml:"home"`
			Feeds    []string `toml:"feeds"`
			Sitemaps []string `toml:"sitemaps"`
			Pages    []string `toml:"pages"`
			Opinion  []string `toml:"opinion"`
			Zone     string   `toml:"zone"`
			Every    string   `toml:"every"`
		} `toml:"outlet"`
	}
	if err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, err
	}
	var outlets []scraper.Outlet
	for _, o := range file.Outlet {
		zone, err := time.LoadLocation(o.Zone)
		if err != nil {
			return nil, fmt.Errorf("%s: zone: %w", o.Name, err)
		}
		every, err := time.ParseDuration(o.Every)
		if err != nil {
			return nil, fmt.Errorf("%s: every: %w", o.Name, err)
		}
		outlets = append(outlets, scraper.Outlet{
			Name: o.Name, Home: o.Home, Feeds: o.Feeds, Sitemaps: o.Sitemaps, Pages: o.Pages,
			Opinion: o.Opinion, Zone: zone, Every: every,
		})
	}
	return outlets, nil
}
