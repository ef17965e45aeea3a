"""Where each chat product is translated: one package a product, and nothing outside it knows the product's shapes."""
