#pragma once
#include <string>

#include "gateway/config.h"
#include "gateway/delivery/media_store.h"

/// The folder that keeps what people sent: each file under its SHA-256, whole or not at all, mode 0600.

/// What is kept of a file, by its content: a picture is written anew (no EXIF, upright, with a small copy
/// where that is smaller), anything else of a known kind stays as it is. bad_input, its text one word: empty,
/// large, unknown, or a word of clean_picture. try_later: the folder cannot be written.
Result<MediaFile> keep_file(const std::string& folder, const std::string& bytes, const std::string& name,
                            const FileRules& rules);
/// not_found: this gateway's folder does not hold it.
Result<std::string> read_kept(const std::string& folder, const std::string& sha256);
/// For people: the last part of a path, one line, valid UTF-8; "file" where nothing is left.
std::string plain_file_name(const std::string& name);
