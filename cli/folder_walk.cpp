#include "cli/folder_walk.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <system_error>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "cli/failures.h"
#include "cli/text_file.h"

namespace tradepit::cli {

namespace fs = std::filesystem;

namespace {

/// One walk that is under way.
class Walker {
public:
    Walker(const fs::path& folder, const std::string& what, const WalkRule& rule,
           const FileSystem& system)
        : folder_{folder}, what_{what}, rule_{rule}, system_{system} {}

    Walk run() {
        const auto root = fs::absolute(folder_).lexically_normal();
        begin(root);
        // Links wait until all real folders are visited, so that a folder is taken where it stands.
        while (!folders_.empty() || !links_.empty()) {
            if (folders_.empty()) {
                follow(std::exchange(links_.front(), {}));
                links_.pop_front();
                continue;
            }
            const auto next = std::move(folders_.back());
            folders_.pop_back();
            look_into(next);
        }
        std::ranges::sort(walk_.files, {}, [](const fs::path& file) { return file.native(); });
        return std::move(walk_);
    }

private:
    struct Place {
        fs::path path;
        std::size_t depth = 0;
    };
    using Identity = std::pair<dev_t, ino_t>;

    static Identity identity_of(const struct stat& found) { return {found.st_dev, found.st_ino}; }

    [[noreturn]] void refuse(const std::string& reason) const {
        throw UsageError(what_ + " " + folder_.string() + ": " + reason);
    }
    void remark(Remark::Kind kind, const fs::path& path, std::string text) {
        walk_.remarks.add({kind, path, std::move(text)});
    }
    void missing(const fs::path& path, std::string text) {
        remark(Remark::Kind::missing, path, std::move(text));
    }
    void note(const fs::path& path, std::string text) {
        remark(Remark::Kind::note, path, std::move(text));
    }

    void begin(const fs::path& root) {
        struct stat found {};
        if (const int reason = system_.look(root, true, found); reason != 0)
            refuse(std::strerror(reason));
        if (!S_ISDIR(found.st_mode)) refuse("is a file, not a folder");
        visited_[identity_of(found)] = root;
        // A link to a folder that holds this one would lead out of it, and back into it.
        std::error_code unreadable;
        for (auto above = fs::canonical(root, unreadable).parent_path(); !above.empty();
             above = above.parent_path()) {
            if (system_.look(above, true, found) == 0) above_.emplace(identity_of(found), above);
            if (above == above.root_path()) break;
        }
        look_into({root, 0});
    }

    void look_into(const Place& place) {
        std::vector<std::string> names;
        const int reason = system_.list(place.path, rule_.entries_max - entries_, names);
        if (reason != 0 && place.depth == 0) refuse(std::strerror(reason));
        entries_ += names.size();
        if (entries_ > rule_.entries_max)
            refuse("more than " + std::to_string(rule_.entries_max) +
                   " files and folders are in it");
        std::ranges::sort(names);
        const auto first = folders_.size();
        for (const auto& name : names) look_at({place.path / name, place.depth + 1}, name);
        // The last one is looked into next, so the order becomes that of the names.
        std::reverse(folders_.begin() + static_cast<std::ptrdiff_t>(first), folders_.end());
        // What was listed before the error is taken.
        if (reason != 0) missing(place.path, std::strerror(reason));
    }

    void look_at(Place place, const std::string& name) {
        struct stat found {};
        int reason = system_.look(place.path, false, found);
        const bool is_link = reason == 0 && S_ISLNK(found.st_mode);
        if (is_link) reason = system_.look(place.path, true, found);
        const auto judged = rule_.judge(name);
        if (reason != 0) {
            // A name with a dot in front is never wanted.
            if (name.front() == '.') return;
            missing(place.path,
                    is_link && reason == ENOENT ? "is a link to nothing" : std::strerror(reason));
        } else if (S_ISDIR(found.st_mode)) {
            add_folder(std::move(place), name, is_link, found);
        } else if (judged == WalkRule::Name::near_miss) {
            note(place.path, "is not read, because it is not called " + rule_.wanted);
        } else if (judged == WalkRule::Name::other) {
            return;
        } else if (!S_ISREG(found.st_mode)) {
            missing(place.path, std::string{"is "} + kind_of_file(found.st_mode) + ", not a file");
        } else {
            add_file(std::move(place.path));
        }
    }

    void add_file(fs::path file) {
        walk_.files.push_back(std::move(file));
        if (walk_.files.size() > rule_.files_max)
            refuse("there are more than " + std::to_string(rule_.files_max) + " files " +
                   rule_.wanted + " in it");
    }

    void add_folder(Place place, const std::string& name, bool is_link, const struct stat& found) {
        if (name.front() == '.') {
            note(place.path, "is not looked into, because its name begins with a dot");
        } else if (!rule_.looks_below) {
            note(place.path, "is a folder, and only the files beside it are read");
        } else if (place.depth > WALK_DEPTH_MAX) {
            missing(place.path,
                    "is more than " + std::to_string(WALK_DEPTH_MAX) + " folders below the first");
        } else if (is_link) {
            links_.push_back(std::move(place));
        } else if (is_new(place, found)) {
            folders_.push_back(std::move(place));
        }
    }

    /// Whether the folder was not visited yet. Otherwise a note says where it was.
    bool is_new(const Place& place, const struct stat& found) {
        const auto identity = identity_of(found);
        if (const auto above = above_.find(identity); above != above_.end()) {
            note(place.path,
                 "leads to " + above->second.string() + ", which holds the first folder");
            return false;
        }
        const auto [visited, added] = visited_.emplace(identity, place.path);
        if (!added)
            note(place.path, "is the folder " + visited->second.string() + ", which is read once");
        return added;
    }

    void follow(Place link) {
        struct stat found {};
        if (const int reason = system_.look(link.path, true, found); reason != 0)
            return missing(link.path, std::strerror(reason));
        if (!is_new(link, found)) return;
        note(link.path, "is a link to a folder, and is followed");
        folders_.push_back(std::move(link));
    }

    const fs::path& folder_;
    const std::string& what_;
    const WalkRule& rule_;
    const FileSystem& system_;
    Walk walk_;
    std::size_t entries_ = 0;
    std::vector<Place> folders_;  ///< to look into, the next one last
    std::deque<Place> links_;     ///< to folders, to follow
    std::map<Identity, fs::path> visited_;
    std::map<Identity, fs::path> above_;  ///< the folders that hold the first one
};

}  // namespace

void Remarks::add(Remark remark) {
    auto& count = remark.kind == Remark::Kind::missing ? missing_ : notes_;
    if (++count <= REMARKS_MAX) listed_.push_back(std::move(remark));
}

int FileSystem::list(const fs::path& folder, std::size_t most,
                     std::vector<std::string>& names) const {
    DIR* opened = ::opendir(folder.c_str());
    if (opened == nullptr) return errno;
    int reason = 0;
    while (names.size() <= most) {
        errno = 0;
        const dirent* entry = ::readdir(opened);
        if (entry == nullptr) {
            reason = errno;
            break;
        }
        const std::string_view name{entry->d_name};
        if (name != "." && name != "..") names.emplace_back(name);
    }
    ::closedir(opened);
    return reason;
}

int FileSystem::look(const fs::path& path, bool follow, struct stat& found) const {
    return (follow ? ::stat(path.c_str(), &found) : ::lstat(path.c_str(), &found)) == 0 ? 0 : errno;
}

Walk walk(const fs::path& folder, const std::string& what, const WalkRule& rule,
          const FileSystem& system) {
    return Walker{folder, what, rule, system}.run();
}

}  // namespace tradepit::cli
