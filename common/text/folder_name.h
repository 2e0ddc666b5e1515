#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "common/names.h"

/// The folders of models. A model's name may have slashes ("openai/gpt-5"), be "..", or differ from
/// another one in capitals only, so it is not always the name of a folder. Here it is made one that
/// can be read back.
namespace tradepit::common {

/// The longest name of a folder or file, in bytes. Most file systems have this limit.
inline constexpr std::size_t FOLDER_BYTES_MAX = 255;

/// The name of a model's folder.
using ModelFolder = Named<struct ModelFolderTag>;

/// The folder of a name: the name itself where it can be a folder, does not begin with a dot and
/// has no "%" before two hexadecimal digits. Else the name with %2F for each slash, %25 for each
/// "%" and %2E for a dot at the beginning. Nothing where that has more than FOLDER_BYTES_MAX bytes.
/// Different names have different folders. `name` is not empty and has no NUL (CHECKed).
[[nodiscard]] std::optional<ModelFolder> folder_of(std::string_view name);

/// The name of a folder that folder_of() or folders_of() has made. It undoes %2F, %25, %2E and %41
/// to %5A, as they write them; any other text stays as it is.
[[nodiscard]] std::string name_of_folder(std::string_view folder);

/// The folders of the models that have their folders beside each other. Of names that differ only
/// in the case of ASCII letters, all but the last in byte order have %41 to %5A for their capitals,
/// because some file systems take such names for one. The other folders are those of folder_of().
/// @return by name; or why there are none: a folder's name would be too long.
[[nodiscard]] std::variant<std::map<std::string, ModelFolder>, std::string> folders_of(
    const std::set<std::string>& models);

}  // namespace tradepit::common
