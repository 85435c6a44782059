// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
)

func main() {
	shots := flag.String("shots", "", "write pictures of every view to this folder")
	flag.Parse()
	code := 0
	for _, path := range flag.Args() {
		findings, err := check(context.Background(), path, *shots)
		if err != nil {
			fmt.Fprintln(os.Stderr, "reportcheck:", err)
			os.Exit(2)
		}
		for _, f := range findings {
			fmt.Println(f)
			code = 1
		}
		fmt.Printf("%s: findings: %d, in light and dark, 400 and 1280 pixels wide\n", path, len(findings))
	}
	os.Exit(code)
}
