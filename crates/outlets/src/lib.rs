//! Records into the shapes in which we pass them on. Pure.
