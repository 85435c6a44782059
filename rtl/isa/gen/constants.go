// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"math/bits"
	"path/filepath"
	"sort"
	"strings"
)

// group is one const declaration of package isa.
type group struct {
	Comment   string
	Constants []constantOf
}

// constantOf is one exported integer constant.
type constantOf struct {
	Name    string
	Type    string // Go type without its package; "int" and "rune" of untyped constants are ""
	Value   uint64
	Comment string
}

// Bit returns the index of the only bit of a mask, and whether there is only one.
func (c constantOf) Bit() (int, bool) {
	isMask := c.Type == "Status" || strings.HasPrefix(c.Name, "Control")
	return bits.TrailingZeros64(c.Value), isMask && bits.OnesCount64(c.Value) == 1
}

// constantsIn returns the exported constants of the Go package in dir, in the order of their files and lines.
func constantsIn(dir string) ([]group, error) {
	fset := token.NewFileSet()
	files, err := parse(fset, dir)
	if err != nil {
		return nil, err
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	// Imports are left out: no constant depends on one, and errors about them do not matter.
	config := types.Config{Importer: noImports{}, Error: func(error) {}}
	_, _ = config.Check("isa", fset, files, info)
	var groups []group
	for _, file := range files {
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.CONST {
				if g := groupOf(d, info); len(g.Constants) > 0 {
					groups = append(groups, g)
				}
			}
		}
	}
	if len(groups) == 0 {
		return nil, fmt.Errorf("no constants in %s", dir)
	}
	return groups, nil
}

// parse returns the non-test files of dir in the order of their names.
func parse(fset *token.FileSet, dir string) (files []*ast.File, err error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// groupOf returns the exported integer constants of one declaration.
func groupOf(d *ast.GenDecl, info *types.Info) (g group) {
	g.Comment = text(d.Doc)
	for _, spec := range d.Specs {
		spec := spec.(*ast.ValueSpec)
		for _, name := range spec.Names {
			object, ok := info.Defs[name].(*types.Const)
			if !ok || !name.IsExported() {
				continue
			}
			value, exact := constant.Uint64Val(constant.ToInt(object.Val()))
			if !exact {
				continue
			}
			comment := text(spec.Comment)
			if comment == "" {
				comment = text(spec.Doc)
			}
			g.Constants = append(g.Constants, constantOf{name.Name, typeName(object.Type()), value, comment})
		}
	}
	return g
}

func typeName(t types.Type) string {
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// text returns a comment as one line.
func text(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// noImports is an importer that finds nothing.
type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	return nil, errors.New("not needed: " + path)
}
