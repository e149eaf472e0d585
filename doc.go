// Package sovcost is the root of the module; the program is cmd/sovcost, the
// engine is in model, the prices in pricing and the law in sovereignty. README.md
// shows the house.
package sovcost
