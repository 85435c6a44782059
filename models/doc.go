// SPDX-License-Identifier: Apache-2.0

// Package models builds networks by name. What they are made of is in package nn; each family has a package of its own.
package models
