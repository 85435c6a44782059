// SPDX-License-Identifier: Apache-2.0

// Ends a simulation whose host has gone, whatever it is busy with.

#ifndef E2TRAIN_RTL_TB_ORPHAN_HPP_
#define E2TRAIN_RTL_TB_ORPHAN_HPP_

#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "violation.hpp"

namespace e2train {
namespace tb {

// watch looks once a second whether the other end of a pipe is still open, and ends the process if
// it is not. Signals reach a model that loops within a cycle, too.
template <int Pipe>
void watch() {
  struct sigaction action {};
  action.sa_handler = [](int) {
    pollfd p{Pipe, 0, 0};
    if (poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR)) != 0) {
      _exit(0);
    }
  };
  action.sa_flags = SA_RESTART;
  const itimerval second{{1, 0}, {1, 0}};
  if (sigaction(SIGALRM, &action, nullptr) != 0 || setitimer(ITIMER_REAL, &second, nullptr) != 0) {
    violate("no timer");
  }
}

}  // namespace tb
}  // namespace e2train

#endif  // E2TRAIN_RTL_TB_ORPHAN_HPP_
