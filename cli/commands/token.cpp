#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "cli/token_file.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

namespace {

struct TokenOptions {
    std::vector<std::string> scopes;
    std::string name;
    std::string file = "tokens";
};

int token(const Session& session, const TokenOptions& options) {
    const auto new_token = make_token();
    const auto entry = make_token_line(options.name, options.scopes, new_token);
    const auto file = std::filesystem::absolute(options.file).lexically_normal();
    add_token(file, entry);
    if (session.json) {
        print_line(common::json_text({{"name", entry.name},
                                      {"scopes", entry.scopes},
                                      {"token", new_token},
                                      {"file", file.string()}}));
        return 0;
    }
    std::fprintf(stderr, "tradepit: %s is in %s; this token is shown once\n", entry.name.c_str(),
                 file.c_str());
    print_line(new_token);
    return 0;
}

}  // namespace

void declare_token(CLI::App& app, Session& session) {
    auto options = std::make_shared<TokenOptions>();
    auto& command = declare_command(
        app, session, "token", "Make a bearer token, and add its hash to a file of tokens",
        "  tradepit token --scope read --scope submit --name alice\n"
        "  token=$(tradepit token --scope admin --file /etc/tradepit/tokens)\n"
        "Standard output is the token alone, once: the file keeps its SHA-256. tradepit up "
        "--tokens\n"
        "FILE asks for it, and sees at once what is added or taken out.\n"
        "Exit code: 0 added, 1 the file cannot be written, 64 an invalid scope or name, or a\n"
        "file that others may read, that is damaged, or that has the name already.",
        [&session, options] { return token(session, *options); });
    command
        .add_option(
            "--scope", options->scopes,
            "Its scopes: read, submit, ingest, or admin, which is all of them; repeated, or "
            "separated by commas")
        ->required()
        ->delimiter(',')
        ->type_name("SCOPE");
    command.add_option("--name", options->name, "The name of the token [made from its hash]");
    command.add_option("--file", options->file, "The file of tokens; made when it is not there")
        ->envname("TRADEPIT_TOKENS")
        ->capture_default_str();
}

}  // namespace tradepit::cli
