//! How typed views are read from elements and written back without losing what they do not know.

use std::collections::VecDeque;

use crate::tree::{Attribute, Element, Name, Node};

/// What a typed view does not know, and the order in which everything stood.
///
/// Writing a view that was read puts known and unknown attributes and children back in their old
/// places; what was added since stands where the standard wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rest {
    pub(crate) name: Option<Name>,
    attributes: Vec<(Name, Option<String>)>,
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Slot {
    /// A child that a field holds: its rank in the standard's order, its name as written, and the
    /// element itself where the field holds only its text and there was more in it.
    Known(usize, Name, Option<Box<Element>>),
    /// Anything else.
    Other(Node),
}

impl Rest {
    /// The child elements that no field holds, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Other(Node::Element(e)) => Some(e),
            _ => None,
        })
    }

    /// The attributes that no field holds, namespace declarations among them, in order.
    pub fn attributes(&self) -> impl Iterator<Item = (&Name, &str)> {
        self.attributes
            .iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Adds a child that no field holds, after everything that stands there now.
    pub fn push(&mut self, node: Node) {
        self.slots.push(Slot::Other(node));
    }

    /// Adds or replaces an attribute that no field holds.
    pub fn set_attribute(&mut self, name: Name, value: impl Into<String>) {
        let value = Some(value.into());
        match self.attributes.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name, value)),
        }
    }

    pub(crate) fn remember_attribute(&mut self, attribute: &Attribute, known: bool) {
        let value = (!known).then(|| attribute.value.clone());
        self.attributes.push((attribute.name.clone(), value));
    }

    pub(crate) fn remember(&mut self, node: &Node, taken: Option<(usize, bool)>) {
        self.slots.push(match (node, taken) {
            (Node::Element(e), Some((rank, whole))) => {
                let odd = (!whole && !e.is_plain_text()).then(|| Box::new(e.clone()));
                Slot::Known(rank, e.name.clone(), odd)
            }
            _ => Slot::Other(node.clone()),
        });
    }

    /// Forgets the slots of an element that holds one text and nothing else: its field says it all.
    pub(crate) fn forget_single_text(&mut self) {
        if let [Slot::Other(Node::Text(_))] = self.slots.as_slice() {
            self.slots.clear();
        }
    }

    /// Whether any slot is text: the element then holds words of its own.
    fn own_text(&self) -> String {
        let texts = self.slots.iter().filter_map(|slot| match slot {
            Slot::Other(Node::Text(t)) => Some(t.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// Puts an element together again.
    ///
    /// `attributes` and `children` are what the fields give, the children with their ranks, in the
    /// order of the standard; `text` is the text field of a view that has one.
    pub(crate) fn assemble(
        &self,
        name: &Name,
        attributes: Vec<(Name, &Option<String>)>,
        children: Vec<(usize, Element)>,
        text: Option<&str>,
    ) -> Element {
        let mut element = Element::new(self.name.as_ref().unwrap_or(name).clone());
        self.put_attributes(attributes, &mut element);
        let rewrite_text = text.filter(|t| *t != self.own_text());
        if let Some(text) = rewrite_text.filter(|t| !t.is_empty()) {
            element.children.push(Node::Text(text.to_owned()));
        }
        if self.slots.is_empty() {
            let nodes = children.into_iter().map(|(_, e)| Node::Element(e));
            element.children.extend(nodes);
            return element;
        }
        let ranks = children.last().map_or(0, |(rank, _)| rank + 1);
        let mut waiting: Vec<VecDeque<Element>> = vec![VecDeque::new(); ranks];
        for (rank, child) in children {
            waiting[rank].push_back(child);
        }
        // The output with each node's rank, so that what is new finds its place.
        let mut out: Vec<(Option<usize>, Node)> = Vec::new();
        for slot in &self.slots {
            match slot {
                Slot::Other(Node::Text(_)) if rewrite_text.is_some() => {}
                Slot::Other(node) => out.push((None, node.clone())),
                Slot::Known(rank, name, odd) => {
                    let Some(mut child) = waiting.get_mut(*rank).and_then(VecDeque::pop_front)
                    else {
                        continue;
                    };
                    child.name = name.clone();
                    if let Some(odd) = odd.as_ref().filter(|o| o.text() == child.text()) {
                        child = Element::clone(odd);
                    }
                    out.push((Some(*rank), Node::Element(child)));
                }
            }
        }
        for (rank, child) in waiting
            .into_iter()
            .enumerate()
            .flat_map(|(rank, queue)| queue.into_iter().map(move |child| (rank, child)))
        {
            let later = |(r, _): &(Option<usize>, Node)| r.is_some_and(|r| r > rank);
            let at = out.iter().position(later).unwrap_or(out.len());
            out.insert(at, (Some(rank), Node::Element(child)));
        }
        element
            .children
            .extend(out.into_iter().map(|(_, node)| node));
        element
    }

    fn put_attributes(&self, known: Vec<(Name, &Option<String>)>, element: &mut Element) {
        let mut known: Vec<_> = known
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_ref()?)))
            .collect();
        // What was made by hand begins with what the standard names.
        let by_hand = self.attributes.iter().all(|(_, value)| value.is_some());
        if by_hand && self.name.is_none() {
            for (name, value) in known.drain(..) {
                let (name, value) = (name, value.clone());
                element.attributes.push(Attribute { name, value });
            }
        }
        for (name, value) in &self.attributes {
            let value = match value {
                Some(value) => value,
                None => match known.iter().position(|(n, _)| n == name) {
                    Some(at) => known.remove(at).1,
                    None => continue,
                },
            };
            let (name, value) = (name.clone(), value.clone());
            element.attributes.push(Attribute { name, value });
        }
        for (name, value) in known {
            let value = value.clone();
            element.attributes.push(Attribute { name, value });
        }
    }
}

/// Something that one element holds.
pub(crate) trait Part: Sized {
    /// Whether it keeps everything of its element, so that nothing need be kept beside it.
    const WHOLE: bool;
    fn read(element: &Element) -> Self;
    fn write(&self, name: &Name) -> Element;
    /// Calls `each` with every element that no view knows, and where it stands.
    fn visit(&self, place: &str, each: &mut dyn FnMut(&str, &Element));
}

impl Part for String {
    const WHOLE: bool = false;
    fn read(element: &Element) -> Self {
        element.text()
    }
    fn write(&self, name: &Name) -> Element {
        Element::with_text(name.clone(), self.clone())
    }
    fn visit(&self, _: &str, _: &mut dyn FnMut(&str, &Element)) {}
}

impl Part for Element {
    const WHOLE: bool = true;
    fn read(element: &Element) -> Self {
        element.clone()
    }
    fn write(&self, _: &Name) -> Element {
        self.clone()
    }
    fn visit(&self, _: &str, _: &mut dyn FnMut(&str, &Element)) {}
}

/// A field of a view that holds child elements of one name.
pub(crate) trait Field {
    /// Takes an element; answers whether it keeps the whole of it, or `None` where it has no room.
    fn take(&mut self, element: &Element) -> Option<bool>;
    fn give(&self, rank: usize, name: &Name, out: &mut Vec<(usize, Element)>);
    fn visit(&self, place: &str, name: &str, each: &mut dyn FnMut(&str, &Element));
}

impl<P: Part> Field for Option<P> {
    fn take(&mut self, element: &Element) -> Option<bool> {
        if self.is_some() {
            return None;
        }
        *self = Some(P::read(element));
        Some(P::WHOLE)
    }
    fn give(&self, rank: usize, name: &Name, out: &mut Vec<(usize, Element)>) {
        out.extend(self.iter().map(|part| (rank, part.write(name))));
    }
    fn visit(&self, place: &str, name: &str, each: &mut dyn FnMut(&str, &Element)) {
        if let Some(part) = self {
            part.visit(&format!("{place}/{name}"), each);
        }
    }
}

impl<P: Part> Field for Vec<P> {
    fn take(&mut self, element: &Element) -> Option<bool> {
        self.push(P::read(element));
        Some(P::WHOLE)
    }
    fn give(&self, rank: usize, name: &Name, out: &mut Vec<(usize, Element)>) {
        out.extend(self.iter().map(|part| (rank, part.write(name))));
    }
    fn visit(&self, place: &str, name: &str, each: &mut dyn FnMut(&str, &Element)) {
        for (at, part) in self.iter().enumerate() {
            part.visit(&format!("{place}/{name}[{}]", at + 1), each);
        }
    }
}

/// Declares a typed view of an element: its fields, how it is read and how it is written.
macro_rules! part {
    (
        $(#[$doc:meta])*
        pub struct $view:ident in $home:expr, $tag:literal;
        $(text { $(#[$tdoc:meta])* $text:ident })?
        attributes { $( $(#[$adoc:meta])* $attr:ident = $aname:literal $(in $ans:expr)? ),* $(,)? }
        children { $( $(#[$cdoc:meta])* $child:ident : $ty:ty = $cns:expr, $cname:literal ),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $view {
            $( $(#[$tdoc])* pub $text: String, )?
            $( $(#[$adoc])* pub $attr: Option<String>, )*
            $( $(#[$cdoc])* pub $child: $ty, )*
            /// What the fields do not hold, and the order of everything.
            pub rest: $crate::part::Rest,
        }

        impl $view {
            /// Reads the view from its element; what it does not know stays in `rest`.
            #[allow(unused_mut, unused_variables, unused_assignments, reason = "some views have no attributes or no children")]
            pub fn from_element(element: &$crate::tree::Element) -> Self {
                let mut view = Self::default();
                view.rest.name = Some(element.name.clone());
                for attribute in &element.attributes {
                    let mut known = false;
                    $(
                        let home: &[&str] = &["" $(, $ans)?];
                        if !known
                            && attribute.name.local == $aname
                            && home.last() == Some(&&*attribute.name.namespace)
                            && view.$attr.is_none()
                        {
                            view.$attr = Some(attribute.value.clone());
                            known = true;
                        }
                    )*
                    view.rest.remember_attribute(attribute, known);
                }
                for node in &element.children {
                    let mut taken = None;
                    if let $crate::tree::Node::Element(child) = node {
                        let mut rank = 0;
                        $(
                            if taken.is_none() && child.name.is($cns, $cname) {
                                let whole = $crate::part::Field::take(&mut view.$child, child);
                                taken = whole.map(|whole| (rank, whole));
                            }
                            rank += 1;
                        )*
                    }
                    view.rest.remember(node, taken);
                }
                $(
                    view.$text = element.text();
                    view.rest.forget_single_text();
                )?
                view
            }

            /// Writes the view as an element: as it was read where nothing changed, otherwise in the
            /// order of the standard.
            pub fn to_element(&self) -> $crate::tree::Element {
                let home: &[&str] = $home;
                let name = $crate::tree::Name::new(home.first().copied().unwrap_or_default(), $tag);
                <Self as $crate::part::Part>::write(self, &name)
            }
        }

        impl $crate::part::Part for $view {
            const WHOLE: bool = true;
            fn read(element: &$crate::tree::Element) -> Self {
                Self::from_element(element)
            }
            #[allow(unused_mut, unused_variables, unused_assignments, reason = "some views have no attributes or no children")]
            fn write(&self, name: &$crate::tree::Name) -> $crate::tree::Element {
                let attributes = vec![ $( ({
                    let home: &[&str] = &["" $(, $ans)?];
                    $crate::tree::Name::new(home.last().copied().unwrap_or_default(), $aname)
                }, &self.$attr), )* ];
                let mut children = Vec::new();
                let mut rank = 0;
                $(
                    let home: &[&str] = $cns;
                    let child = $crate::tree::Name::new(home.first().copied().unwrap_or_default(), $cname);
                    $crate::part::Field::give(&self.$child, rank, &child, &mut children);
                    rank += 1;
                )*
                let text: &[&str] = &[ $( self.$text.as_str() )? ];
                self.rest.assemble(name, attributes, children, text.first().copied())
            }
            fn visit(&self, place: &str, each: &mut dyn FnMut(&str, &$crate::tree::Element)) {
                for element in self.rest.elements() {
                    each(place, element);
                }
                $( $crate::part::Field::visit(&self.$child, place, $cname, each); )*
            }
        }
    };
}
pub(crate) use part;
