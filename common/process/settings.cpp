#include "common/process/settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <istream>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/process/exit_codes.h"
#include "common/process/log_format.h"
#include "common/process/set_up_fault.h"
#include "common/process/settings_file.h"
#include "common/text/words.h"

namespace tradepit::common {

namespace {

/// The longest path of a socket: sockaddr_un has 108 bytes for it, one of them for the NUL.
constexpr std::size_t IPC_PATH_BYTES_MAX = 107;

/// "TRADEPIT_RUN_DIR" for "run-dir".
std::string environment_name(const std::string& flag) {
    std::string name = "TRADEPIT_" + flag;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    return name;
}

constexpr std::string_view PROGRAM_PREFIX = "tradepit-";
/// The programs tradepit-NAME. Each reads what stands under the heading of its NAME.
constexpr std::array<std::string_view, 4> PROGRAMS{"writer", "broker", "query", "worker"};
/// The commands of `tradepit` that read what stands under a heading of their name.
constexpr std::array<std::string_view, 5> COMMANDS{"up", "run", "replay", "demo", "chaos"};
/// The setting under no heading that only some programs have.
constexpr std::string_view CONFIG_DIR = "config-dir";

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Reads a settings file for one program, and leaves out what is for the others.
class SharedFile : public CLI::ConfigTOML {
public:
    /// `app` must outlive this object, which it owns as its formatter.
    explicit SharedFile(const CLI::App& app) : app_{app} {}

    std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
        const auto& name = app_.get_name();
        // The heading of this program; empty for `tradepit`, which has one for each command.
        const auto own =
            name.starts_with(PROGRAM_PREFIX) ? name.substr(PROGRAM_PREFIX.size()) : std::string{};
        std::vector<CLI::ConfigItem> ours;        // under a heading
        std::vector<CLI::ConfigItem> everybodys;  // under no heading
        for (auto& item : items_of(input)) {
            const auto heading = item.parents.empty() ? std::string{} : item.parents.front();
            if (heading.empty()) {
                if (is_ours(item.name)) everybodys.push_back(std::move(item));
            } else if (heading == own) {
                item.parents.erase(item.parents.begin());
                ours.push_back(std::move(item));
            } else if (!is_one_of(PROGRAMS, heading) &&
                       (own.empty() || !is_one_of(COMMANDS, heading))) {
                // The heading of a command of `tradepit`, or an unknown one, which CLI11 refuses.
                ours.push_back(std::move(item));
            }
        }
        // CLI11 takes the first value of a setting, so what stands under a heading comes first.
        std::ranges::move(everybodys, std::back_inserter(ours));
        return ours;
    }

private:
    /// The settings of the file, in its order. CLI11's own reader cuts texts at a # within quotes
    /// and at commas, takes brackets for lists, and knows neither escapes nor byte order marks.
    /// @throws CLI::ConfigError, which names the file and the line.
    [[nodiscard]] std::vector<CLI::ConfigItem> items_of(std::istream& input) const {
        const auto file = app_.get_config_ptr()->as<std::string>();
        // The programs that `tradepit up` starts read the file again, and a pipe is read once.
        const bool is_read_again = !app_.get_name().starts_with(PROGRAM_PREFIX);
        if (std::filesystem::is_directory(file) ||
            (is_read_again && !std::filesystem::is_regular_file(file)))
            throw CLI::ConfigError("--settings " + file +
                                   " is not a regular file, which can be read more than once");
        std::string text(SETTINGS_BYTES_MAX + 1, '\0');
        input.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(input.gcount()));
        auto parsed = parse_settings(text);
        if (const auto* fault = std::get_if<FileFault>(&parsed))
            throw CLI::ConfigError(file + ": " + fault->message());
        std::vector<CLI::ConfigItem> found;
        for (auto& setting : std::get<std::vector<SettingLine>>(parsed)) {
            CLI::ConfigItem item;
            for (const auto part : words_of(setting.heading, '.')) item.parents.emplace_back(part);
            item.name = std::move(setting.key);
            item.inputs = std::move(setting.values);
            found.push_back(std::move(item));
        }
        return found;
    }

    /// A key that this program does not know stays in the list, so that CLI11 refuses it. The
    /// exception is config-dir, which a program without that setting skips.
    [[nodiscard]] bool is_ours(const std::string& name) const {
        return name != CONFIG_DIR || app_.get_option_no_throw("--" + name) != nullptr;
    }

    const CLI::App& app_;
};

/// `given`, or where that is empty the endpoint of the socket `name` in the run folder.
std::string in_run_dir(const std::string& given, const std::string& run_dir, const char* name) {
    if (!given.empty()) return given;
    // A relative path stays relative, so that a run folder deep in the file system does not exceed
    // the limit of socket paths.
    const std::string path = (std::filesystem::path{run_dir} / name).string();
    if (path.size() > IPC_PATH_BYTES_MAX)
        throw std::invalid_argument("--run-dir: the socket path " + path + " has " +
                                    std::to_string(path.size()) + " bytes, the system's limit is " +
                                    std::to_string(IPC_PATH_BYTES_MAX));
    return "ipc://" + path;
}

}  // namespace

template <class Value>
void declare_setting(CLI::App& app, const std::string& flag, Value& value,
                     const std::string& meaning) {
    app.add_option("--" + flag, value, meaning)
        ->envname(environment_name(flag))
        ->capture_default_str();
}
template void declare_setting<std::string>(CLI::App&, const std::string&, std::string&,
                                           const std::string&);
template void declare_setting<int>(CLI::App&, const std::string&, int&, const std::string&);
template void declare_setting<std::int64_t>(CLI::App&, const std::string&, std::int64_t&,
                                            const std::string&);

template <>
void declare_setting<bool>(CLI::App& app, const std::string& flag, bool& value,
                           const std::string& meaning) {
    app.add_flag("--" + flag, value, meaning)->envname(environment_name(flag));
}

void declare_settings(CLI::App& app, ProgramSettings& settings) {
    app.set_version_flag("--version", TRADEPIT_VERSION);
    app.set_config("--settings", "", "A file with settings, key=value, TOML");
    app.config_formatter(std::make_shared<SharedFile>(app));
    app.allow_config_extras(CLI::config_extras_mode::error);
    declare_setting(app, "run-dir", settings.run_dir,
                    "Folder of this pipeline's sockets and locks");
    declare_setting(app, "tasks", settings.endpoints.tasks, "Endpoint of the broker for workers");
    declare_setting(app, "control", settings.endpoints.control, "Endpoint of the broker for query");
    declare_setting(app, "events", settings.endpoints.events, "Endpoint of the writer");
    declare_setting(app, "lookup", settings.endpoints.lookup, "Endpoint of query");
    declare_setting(app, "insecure", settings.endpoints.security.insecure,
                    "Allow endpoints and HTTP beyond loopback: whoever reaches them may read and "
                    "submit");
    declare_setting(app, "log-level", settings.log_level, "trace, debug, info, warn, error or off");
    app.get_option("--log-level")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
}

Endpoints resolved(const ProgramSettings& settings) {
    const auto& given = settings.endpoints;
    return {.tasks = in_run_dir(given.tasks, settings.run_dir, "tasks"),
            .control = in_run_dir(given.control, settings.run_dir, "control"),
            .events = in_run_dir(given.events, settings.run_dir, "events"),
            .lookup = in_run_dir(given.lookup, settings.run_dir, "lookup"),
            .security = given.security};
}

void start_log(const std::string& program, const std::string& level) {
    auto log = spdlog::stderr_logger_mt(program);
    log->set_formatter(log_format());
    log->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(log));
}

int run_program(CLI::App& app, int argc, char** argv, ProgramSettings& settings,
                const std::function<int()>& program) {
    try {
        app.parse(argc, argv);
        settings.endpoints = resolved(settings);
        if (const auto* file = app.get_config_ptr(); file->count() > 0)
            settings.file = std::filesystem::absolute(file->as<std::string>()).string();
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : EXIT_USAGE;
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "%s: %s\n", app.get_name().c_str(), error.what());
        return EXIT_USAGE;
    }
    try {
        return program();
    } catch (const SetUpFault& error) {
        std::fprintf(stderr, "%s: %s\n", app.get_name().c_str(), error.what());
        return EXIT_USAGE;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", app.get_name().c_str(), error.what());
        return 1;
    }
}

}  // namespace tradepit::common
