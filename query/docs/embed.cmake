# docs_sources(VARIABLE) sets VARIABLE to the generated source file that defines docs_files()
# (query/docs/docs_files.h). It embeds the files of GET /docs, or none where ./dev could not fetch Swagger UI.
function(docs_sources VARIABLE)
    set(swagger ${PROJECT_SOURCE_DIR}/build/docs/node_modules/swagger-ui-dist)
    set(own ${CMAKE_CURRENT_SOURCE_DIR}/docs)
    set(unit ${CMAKE_CURRENT_BINARY_DIR}/docs_files.cpp)
    set(files)
    if(EXISTS ${swagger}/swagger-ui-bundle.js)
        set(files
            ${own}/index.html ${own}/start.js
            ${swagger}/swagger-ui-bundle.js ${swagger}/swagger-ui.css)
    endif()

    set(symbols)
    set(rows)
    foreach(file IN LISTS files)
        get_filename_component(name ${file} NAME)
        string(MAKE_C_IDENTIFIER "tradepit_docs_${name}" symbol)
        if(name MATCHES "\\.html$")
            set(type "text/html; charset=utf-8")
        elseif(name MATCHES "\\.css$")
            set(type "text/css; charset=utf-8")
        else()
            set(type "text/javascript; charset=utf-8")
        endif()
        file(SIZE ${file} size)
        string(APPEND symbols
            "extern \"C\" const char ${symbol}[];\n"
            "asm(\".pushsection .rodata\\n\"\n"
            "    \".global ${symbol}\\n\"\n"
            "    \"${symbol}: .incbin \\\"${file}\\\"\\n\"\n"
            "    \".popsection\\n\");\n")
        string(APPEND rows "    {\"${name}\", \"${type}\", {${symbol}, ${size}}},\n")
    endforeach()

    set(text "// Written by query/docs/embed.cmake.\n#include \"query/docs/docs_files.h\"\n\n${symbols}\n")
    string(APPEND text "namespace tradepit::query {\n\n")
    if(files)
        string(APPEND text "static const DocsFile FILES[] = {\n${rows}};\n\n"
            "std::span<const DocsFile> docs_files() { return FILES; }\n")
    else()
        string(APPEND text "std::span<const DocsFile> docs_files() { return {}; }\n")
    endif()
    string(APPEND text "\n}  // namespace tradepit::query\n")
    file(CONFIGURE OUTPUT ${unit} CONTENT "${text}" @ONLY)
    # The compiler does not report .incbin files as dependencies, so they are declared here. The sizes above
    # are read when CMake configures, so a changed file must also run CMake again.
    set_property(SOURCE ${unit} APPEND PROPERTY OBJECT_DEPENDS "${files}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${files}")
    set(${VARIABLE} ${unit} PARENT_SCOPE)
endfunction()
