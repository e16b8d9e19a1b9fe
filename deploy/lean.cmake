# Read by CMake right after llama.cpp's own project() line (CMAKE_PROJECT_llama.cpp_INCLUDE), so that no file of theirs changes.
# The Python bindings use libllama and ggml only: the common library (command-line parsing, downloads, chat templates) is left out,
# and the hundred-odd files of libllama are compiled in batches, because each one spends its time on the same headers.
set(LLAMA_BUILD_COMMON OFF)
cmake_language(DEFER CALL set_target_properties llama PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 40)
