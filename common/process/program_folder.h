#pragma once

#include <filesystem>
#include <string>

namespace tradepit::common {

/// The folder of the running executable, where the other programs are too.
[[nodiscard]] std::filesystem::path program_folder();

/// The folder with markets.json and the default config, for programs in `bin`. It is the first of
/// these that has a markets.json:
///
///     ../../../config          of the sources, where `bin` is build/PRESET/bin
///     ../config                beside `bin`
///     ../share/tradepit/config of an installation, where `bin` is PREFIX/bin
///
/// Where none has it, it is the config folder of the sources that the programs were built from.
[[nodiscard]] std::string config_dir_of(const std::filesystem::path& bin);

/// config_dir_of() the running program: the default of --config-dir in every program.
[[nodiscard]] std::string default_config_dir();

}  // namespace tradepit::common
