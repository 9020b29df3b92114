# The host of the other recipe.
. "${MACHINE%/*}/game-server-behind-gre.sh"
