"""Zip packages, read within bounds and written by splicing; every medium shares them."""
