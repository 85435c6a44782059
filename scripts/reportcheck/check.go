// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

//go:embed inspect.js
var inspect string

// view is a way to look at a page.
type view struct {
	Width  int
	Scheme string
}

func (v view) String() string { return fmt.Sprintf("%s-%d", v.Scheme, v.Width) }

// views are those that pages must read well in.
var views = []view{{400, "light"}, {1280, "light"}, {400, "dark"}, {1280, "dark"}}

// check opens a file in every view and returns what is wrong with it. With shots, it writes a picture of each view there.
func check(ctx context.Context, path, shots string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(absolute); err != nil {
		return nil, fmt.Errorf("check %s: %w", path, err)
	}
	b, err := start(ctx)
	if err != nil {
		return nil, err
	}
	defer b.close()
	page := (&url.URL{Scheme: "file", Path: absolute}).String()
	session, err := b.open()
	if err != nil {
		return nil, err
	}
	var findings []string
	for _, v := range views {
		found, err := b.look(session, page, v)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			findings = append(findings, fmt.Sprintf("%s, %s: %s", filepath.Base(path), v, f))
		}
		if shots != "" {
			if err := b.shoot(session, filepath.Join(shots, v.String()+".png")); err != nil {
				return nil, err
			}
		}
	}
	return findings, nil
}

// open opens an empty page and returns its session.
func (b *browser) open() (string, error) {
	var target struct{ TargetID string }
	if err := b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return "", err
	}
	var attached struct{ SessionID string }
	if err := b.call("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached); err != nil {
		return "", err
	}
	for _, domain := range []string{"Page", "Network", "Runtime", "Log"} {
		if err := b.call(attached.SessionID, domain+".enable", map[string]any{}, nil); err != nil {
			return "", err
		}
	}
	return attached.SessionID, nil
}

// look loads a page in one view and returns what is wrong with it.
func (b *browser) look(session, page string, v view) ([]string, error) {
	b.events = nil
	for _, c := range []struct {
		method string
		params map[string]any
	}{
		{"Emulation.setDeviceMetricsOverride", map[string]any{"width": v.Width, "height": 900, "deviceScaleFactor": 1, "mobile": false}},
		{"Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": v.Scheme}}}},
		{"Page.navigate", map[string]any{"url": page}},
	} {
		if err := b.call(session, c.method, c.params, nil); err != nil {
			return nil, err
		}
	}
	if !b.seen("Page.loadEventFired") {
		if err := b.wait("Page.loadEventFired"); err != nil {
			return nil, err
		}
	}
	var answer struct {
		Result           struct{ Value []string }
		ExceptionDetails *struct{ Text string }
	}
	if err := b.call(session, "Runtime.evaluate", map[string]any{"expression": inspect, "returnByValue": true}, &answer); err != nil {
		return nil, err
	}
	if answer.ExceptionDetails != nil {
		return nil, fmt.Errorf("%w: inspect the page: %s", errBrowser, answer.ExceptionDetails.Text)
	}
	return append(b.heard(page), answer.Result.Value...), nil
}

// seen reports whether an event came.
func (b *browser) seen(method string) bool {
	for _, m := range b.events {
		if m.Method == method {
			return true
		}
	}
	return false
}

// heard returns findings about what a page did: requests beyond itself, and messages.
func (b *browser) heard(page string) []string {
	var findings []string
	for _, m := range b.events {
		var p struct {
			Request struct{ URL string }
			Type    string
			Args    []struct{ Value any }
			Entry   struct{ Level, Text, URL string }
		}
		if json.Unmarshal(m.Params, &p) != nil {
			continue
		}
		switch m.Method {
		case "Network.requestWillBeSent":
			if u := p.Request.URL; u != page && !strings.HasPrefix(u, "data:") {
				findings = append(findings, "a request leaves the file: "+u)
			}
		case "Runtime.consoleAPICalled":
			findings = append(findings, fmt.Sprintf("console %s: %v", p.Type, p.Args))
		case "Runtime.exceptionThrown":
			findings = append(findings, "a script failed")
		case "Log.entryAdded":
			findings = append(findings, fmt.Sprintf("console %s: %s %s", p.Entry.Level, p.Entry.Text, p.Entry.URL))
		}
	}
	return findings
}

// shoot writes a picture of the whole page.
func (b *browser) shoot(session, path string) error {
	var shot struct{ Data string }
	if err := b.call(session, "Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &shot); err != nil {
		return err
	}
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		return fmt.Errorf("%w: picture: %w", errBrowser, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}
