"""The middle pane: one objective on paper, written where it stands; and the sheet on which a new one is drafted."""
