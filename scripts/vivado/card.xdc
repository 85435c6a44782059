# SPDX-License-Identifier: Apache-2.0
# Pins and clocks come from the board file and the IP. The first flip-flop of a synchroniser may sample at any time.
set_false_path -to [get_pins -hierarchical -filter {NAME =~ *irq_sync*/meta_q_reg/D}]
