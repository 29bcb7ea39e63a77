//! JVNRSS, VULDEF, the MyJVN Status node and lists, read and written without loss.
