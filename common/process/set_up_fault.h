#pragma once

#include <stdexcept>

namespace tradepit::common {

/// A program cannot work as it was set up, and starting it again cannot change that: a file, a
/// folder or an address that a setting names cannot be used, or the machine lacks something. The
/// text names the setting or the file, what is wrong with it, and the rule. run_program()
/// (settings.h) prints the text and ends the program with EXIT_USAGE.
class SetUpFault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace tradepit::common
