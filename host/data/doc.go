// SPDX-License-Identifier: Apache-2.0

// Package data loads labelled image sets and forms mini-batches of them.
//
// # Data sets
//
// Open takes a specification, one of
//
//	fashion-sample   6,000 images of Fashion-MNIST that are part of the program
//	fashion:DIR      Fashion-MNIST in its official files
//	cifar10:DIR      CIFAR-10, official binary version
//	cifar100:DIR     CIFAR-100, official binary version, fine labels
//	folder:DIR       PNG and JPEG files in one folder per class
//
// and returns a training set and a test set. A Set holds its pixels as bytes in
// the order [N][C][H][W], its labels, the class names and the constants it is
// normalised with. Nothing is cached on disk, and nothing is downloaded.
//
// fashion-sample is balanced: the first 500 training and the first 100 test
// images of each class, 28×28, gray, in the order of the official files. It is
// embedded with its SHA-256, which is checked at every load, and under the
// licence that SampleLicense returns. The command internal/makesample makes it;
// the package internal/samplefile describes its format.
//
// fashion:DIR reads train-images-idx3-ubyte, train-labels-idx1-ubyte,
// t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, or the same names with
// .gz. Each may be plain or gzip, whatever its name. An IDX file is a magic
// number of four bytes (0, 0, 8 for bytes, number of dimensions), each
// dimension as 32 bits in big-endian order, and the elements. Without DIR, as
// in "fashion:", the folder is DebianFashionDir.
//
// cifar10:DIR reads data_batch_1.bin to data_batch_5.bin and test_batch.bin;
// cifar100:DIR reads train.bin and test.bin. DIR is the folder of these files
// or the one in which the official archive was unpacked. A record is one label
// byte for CIFAR-10, a coarse and a fine one for CIFAR-100, and 3072 pixel bytes
// [3][32][32]. Class names come from batches.meta.txt or
// fine_label_names.txt; without that file they are the label numbers.
//
// folder:DIR reads DIR/train/<class>/* and DIR/test/<class>/*. The folders in
// train, in byte order, are the classes; test may lack some but have no others.
// Images are ordered by class and then by file name. All of them need to have
// one size. If each is stored as gray there is one channel, else there are
// three: red, green, blue. Opacity is ignored, and of 16 bits the upper 8 are
// kept. Names that begin with a dot are passed over; other files that are not
// images are an error, as are empty classes. Files are decoded in parallel. The
// pixels of a JPEG file depend on the decoder of the Go release.
//
// # Normalisation
//
// A pixel p becomes (p/255 - mean)/std, per channel:
//
//	fashion, fashion-sample   mean 0.2860                   std 0.3530
//	cifar10, cifar100         mean 0.4914, 0.4822, 0.4465   std 0.2023, 0.1994, 0.2010
//	folder                    measured on the training set, from exact sums
//
// # Batches
//
// A Loader forms mini-batches of a Set and a Stream gives them in order while a
// goroutine prepares the next ones. Batch.X is float32 in the blocked layout
//
//	[N][ceil(C/16)][H][W][16]
//
// in which channel c of pixel (y, x) of image n is element
// (((n·ceil(C/16) + c/16)·H + y)·W + x)·16 + c%16. Channels from C on are 0.
//
// Training gives every image once per epoch in random order; the last batch of
// an epoch may be smaller. Augmentation follows the E2-Train paper: pad with
// four zero pixels on each side, crop at random to the original size, mirror
// with probability 1/2, then normalise. So the border has the value of a black
// pixel, -mean/std, and not 0. Evaluation gives the set once, in its own order
// and unchanged.
//
// # Reproducibility
//
// The order is a function of the seed and the epoch; crop and mirroring are
// functions of the seed, the epoch and the index of the image in the set. They
// depend neither on the batch size nor on threads, nor on what was loaded
// before, so Loader.At resumes a run at any batch without replaying it. All
// random numbers are SplitMix64 hashes of these counters, and normalised values
// come from a table of correctly rounded quotients: batches have the same bits
// on every platform.
//
// # Errors
//
// Every error except io.EOF is an *Error that says what was attempted, on which
// file, why it failed and what to do; its cause can be tested with errors.Is.
// Sizes that a file claims are compared with the size of the file before memory
// is allocated for them.
package data
