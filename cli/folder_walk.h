#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

struct stat;

namespace tradepit::cli {

/// The deepest folder that a walk looks into; the folder where it begins is at depth 0.
inline constexpr std::size_t WALK_DEPTH_MAX = 64;
/// The most files and folders that a walk looks at.
inline constexpr std::size_t WALK_ENTRIES_MAX = 1'000'000;
/// The most remarks of each kind that a walk lists. Further ones are only counted.
inline constexpr std::size_t REMARKS_MAX = 100;

/// What a walk says of something that it did not take as a file, or not where it stands.
struct Remark {
    enum class Kind {
        missing,  ///< it may be or hold a wanted file, and cannot be read
        note  ///< nothing is lost: a link that was followed, a name that is only like a wanted one
    };
    Kind kind = Kind::note;
    std::filesystem::path path;
    std::string text;  ///< "Permission denied"; to stand behind the path

    friend bool operator==(const Remark&, const Remark&) = default;
};

/// The remarks of one or several walks, with their number.
class Remarks {
public:
    /// Counts it, and lists it unless REMARKS_MAX of its kind are listed.
    void add(Remark remark);
    [[nodiscard]] const std::vector<Remark>& listed() const { return listed_; }
    /// The number of all of a kind.
    [[nodiscard]] std::size_t count(Remark::Kind kind) const {
        return kind == Remark::Kind::missing ? missing_ : notes_;
    }

private:
    std::vector<Remark> listed_;
    std::size_t missing_ = 0;
    std::size_t notes_ = 0;
};

/// Which files a walk is for.
struct WalkRule {
    enum class Name {
        wanted,     ///< the file is taken
        near_miss,  ///< it is not taken; a note says so, because its owner may think otherwise
        other
    };
    /// Judges the name of a file, without its folder.
    Name (*judge)(std::string_view name);
    /// What the wanted files are called, for texts: "position.jsonl".
    std::string wanted;
    bool looks_below = true;  ///< false: only at the files of the folder itself
    std::size_t files_max = 100'000;
    std::size_t entries_max = WALK_ENTRIES_MAX;
};

struct Walk {
    std::vector<std::filesystem::path> files;  ///< in byte order of their paths
    Remarks remarks;
};

/// The calls of the operating system that a walk makes. Tests make them fail.
class FileSystem {
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    /// Appends to `names` what is in the folder, without "." and "..", and stops after `most` names
    /// and one. No descriptor stays open. @return errno; 0 when it could be read.
    virtual int list(const std::filesystem::path& folder, std::size_t most,
                     std::vector<std::string>& names) const;
    /// lstat(2), or with `follow` stat(2). @return errno; 0 when it could be read.
    virtual int look(const std::filesystem::path& path, bool follow, struct stat& found) const;
};

/// Every regular file in `folder` or below it that the rule wants. Nothing else is left out in
/// silence: `remarks` names what could not be read or followed, is a FIFO, socket or device of a
/// wanted name, or is a folder whose name begins with a dot (it is not looked into). A link to a
/// folder is followed, unless that folder is taken already or holds `folder` itself; a folder is
/// taken where it stands rather than through a link. A link to a file counts as the file.
/// @param what the argument that named the folder, for an error text: "DIR".
/// @throws UsageError when `folder` cannot be read or is no folder, when it has more than
/// `files_max` wanted files, or when more than `entries_max` names were looked at.
Walk walk(const std::filesystem::path& folder, const std::string& what, const WalkRule& rule,
          const FileSystem& system = FileSystem{});

}  // namespace tradepit::cli
