#pragma once

#include <filesystem>
#include <string>

namespace tradepit::common {

/// The folder of the running executable, where the other programs are too.
[[nodiscard]] std::filesystem::path program_folder();

/// The config folder of programs in `bin`, the first of these that has a markets.json: of the
/// sources, where `bin` is build/PRESET/bin; beside `bin`; of an installation under a prefix
/// (PREFIX/share/tradepit/config). Otherwise the folder of the sources that they were built from.
[[nodiscard]] std::string config_dir_of(const std::filesystem::path& bin);

/// That of the running program: the default of --config-dir in every program.
[[nodiscard]] std::string default_config_dir();

}  // namespace tradepit::common
