package main

import (
	"net/url"
	"strings"

	"dateline/scraper"
	"dateline/scraper/frontier"
)

// outlets are those of the configuration.
type outlets []scraper.Outlet

// at returns the outlet that an address belongs to, by its host or a host
// above it; nil if we follow none there.
func (o outlets) at(address string) *scraper.Outlet {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	host := scraper.Host(u)
	var found *scraper.Outlet
	for i := range o {
		own := o[i].Host()
		if own == host || strings.HasSuffix(host, "."+own) && (found == nil || len(own) > len(found.Host())) {
			found = &o[i]
			if own == host {
				break
			}
		}
	}
	return found
}

// name returns what the outlet of an address is called: its name if we follow
// it, else what its pages call themselves, unless that is the name of an outlet
// we follow elsewhere; else its host.
func (o outlets) name(address, siteName string) string {
	if outlet := o.at(address); outlet != nil {
		return outlet.Name
	}
	if siteName != "" && len(siteName) <= 80 && !o.follows(siteName) {
		return siteName
	}
	return hostOf(address)
}

func (o outlets) follows(name string) bool {
	for _, outlet := range o {
		if strings.EqualFold(outlet.Name, name) {
			return true
		}
	}
	return false
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return scraper.Host(u)
}

// address returns what the frontier keeps of a URL. The queue goes by host where
// we follow no outlet: only its pages could tell a better name.
func (o outlets) address(rawURL string, form frontier.Form, depth int, foundOn string) frontier.Address {
	a := frontier.Address{URL: rawURL, Host: hostOf(rawURL), Form: form, Depth: depth, FoundOn: foundOn}
	a.Outlet = a.Host
	if outlet := o.at(rawURL); outlet != nil {
		a.Outlet = outlet.Name
	}
	return a
}

// addresses are those that the configuration names: feeds, sitemaps and section
// pages, or the front page of an outlet that lists none.
func (o outlets) addresses() []frontier.Address {
	var list []frontier.Address
	for _, outlet := range o {
		put := func(form frontier.Form, urls ...string) {
			for _, u := range urls {
				a := o.address(u, form, 0, "")
				a.Outlet = outlet.Name // a feed may live on another host
				list = append(list, a)
			}
		}
		put(frontier.FeedForm, outlet.Feeds...)
		put(frontier.SitemapForm, outlet.Sitemaps...)
		put(frontier.ListingForm, outlet.Pages...)
		if outlet.SelfFinding() {
			put(frontier.ListingForm, outlet.Home)
		}
	}
	return list
}

// named returns the configured outlet with that name, nil if there is none.
func (o outlets) named(name string) *scraper.Outlet {
	for i := range o {
		if o[i].Name == name {
			return &o[i]
		}
	}
	return nil
}

// host returns the configured outlet at a host, nil if there is none.
func (o outlets) host(host string) *scraper.Outlet {
	for i := range o {
		if o[i].Host() == host {
			return &o[i]
		}
	}
	return nil
}
