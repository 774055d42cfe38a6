package net.openhft.compiler;

/** Manages nothing. */
public class MyJavaFileManager {}
