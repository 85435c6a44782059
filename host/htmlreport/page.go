// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed page.css
var style string

//go:embed page.html
var page string

// pageTemplate has an HTML element for everything in a [pageData].
var pageTemplate = template.Must(template.New("page").Parse(page))

// pageData is what the page shows.
type pageData struct {
	*Report
	Style   template.CSS
	Table   []tableRow
	Figures []pageFigure
	Data    []string // names of the files beside it
}

// pageFigure is a figure and its drawing.
type pageFigure struct {
	*Figure
	Drawing  template.HTML
	Legend   []legendEntry
	Evidence string
}

// legendEntry explains a colour.
type legendEntry struct {
	Name   string
	Form   string       // class of its mark
	Colour template.CSS // of its mark
}

// writePage writes the HTML file.
func (r *Report) writePage(w io.Writer, beside []string) error {
	data := pageData{Report: r, Style: template.CSS(style), Table: r.table(), Data: beside}
	for _, f := range r.Figures {
		svg, err := f.SVG()
		if err != nil {
			return err
		}
		data.Figures = append(data.Figures, pageFigure{
			Figure: f, Drawing: template.HTML(svg), Legend: f.legend(), Evidence: strings.Join(f.Evidence, " and "),
		})
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, data); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// legend explains the colours of a figure.
func (f *Figure) legend() []legendEntry {
	var list []legendEntry
	for _, s := range f.Series {
		colour := template.CSS("currentColor")
		if s.Colour >= 0 && s.Form != Ranges {
			colour = template.CSS(fmt.Sprintf("var(--c%d)", s.Colour%palette))
		}
		form := "swatch"
		switch s.Form {
		case Line, Ranges:
			form = "stroke"
		case Dashed:
			form = "stroke dashed"
		}
		list = append(list, legendEntry{s.Name, form, colour})
	}
	return list
}

// escape makes text safe in an attribute.
func escape(text string) string { return template.HTMLEscapeString(text) }
