package io.github.focalaudit.storage;

/**
 * What a store says about one file.
 *
 * @param path the file, in the form of {@link Storage#resolve(String)}
 * @param byteLength bytes in the file
 * @param modifiedMillis time of the last change, milliseconds since 1970 UTC; 0 where the store
 *     does not say
 */
public record FileEntry(String path, long byteLength, long modifiedMillis) {}
