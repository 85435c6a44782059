// SPDX-License-Identifier: Apache-2.0

// Package calibrate fits the device coefficients of an energy profile to logs of package energybench.
//
// # Fit
//
// Each row of a log is one equation: events times coefficients is the observed energy above the idle board. What is fitted are
// factors f of the profile's coefficients, all at once, by least squares under f >= 0 (Lawson and Hanson, Solving Least Squares Problems,
// 1974, chapter 23). A row weighs what its standard error says, to which a share of its energy is added, the error of the model: events do not
// say everything, such as what the data are. It is raised until the residuals are no larger than expected. For each coefficient there is one more equation, f = 1 give or take what the uncertainty of the prior says, so that
// coefficients that the logs do not separate share a change in proportion, and those without events stay as they are.
//
// # Confidence
//
// The standard error of a factor comes from the inverse of the normal matrix, prior included, times the scatter of the residuals where
// that is larger than expected. A coefficient is called undetermined if the logs made its standard error not much smaller than that of
// its prior, and two are called inseparable if their columns point in the same direction or their errors are almost opposite.
package calibrate
