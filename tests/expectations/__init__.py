"""The checks of each gate, one module a layer; `pipeline.gates` judges them."""
