// SPDX-License-Identifier: Apache-2.0

// Command reportcheck opens HTML files in a headless Chromium and says what is wrong with them: requests that leave the file, console
// messages, figures that are empty or whose captions lack units or evidence, text with less contrast than 4.5:1, and pages wider than
// the screen. It looks at each in light and dark, 400 and 1280 pixels wide.
//
//	reportcheck [-shots DIR] FILE...
//
// It talks to the browser over a pipe (--remote-debugging-pipe), so nothing listens on a port. The exit code is 1 if there are findings,
// 2 if the browser failed.
package main
