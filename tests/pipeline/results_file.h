#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tradepit {

/// A results file that is read with SQL, independently of the programs.
class ResultsFile {
public:
    explicit ResultsFile(std::filesystem::path path) : path_{std::move(path)} {}

    /// The rows as text, with columns joined by '|' and NULL as "".
    [[nodiscard]] std::vector<std::string> rows(const std::string& sql) const;
    /// The first row; "" when there is none.
    [[nodiscard]] std::string row(const std::string& sql) const;
    /// Changes the file. The pipeline must not be running.
    void change(const std::string& sql) const;
    /// Fails the test unless integrity_check and foreign_key_check are clean.
    void expect_sound() const;

private:
    std::filesystem::path path_;
};

}  // namespace tradepit
