// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/commands.h"

int main(int argc, char **argv)
{
    return streamgauge::runProgram(argc, argv);
}
