using Fairlead.Linux;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>The files of one mount that the kernel knows.</summary>
internal sealed class FuseNodes
{
    private readonly Dictionary<ulong, FuseNode> _nodes = [];
    private ulong _last = FuseConstants.FUSE_ROOT_ID;

    /// <param name="root">The path of the mount point.</param>
    public FuseNodes(string root) =>
        _nodes[FuseConstants.FUSE_ROOT_ID] = new FuseNode(FuseConstants.FUSE_ROOT_ID, null, root) { Count = 1 };

    /// <summary>A node; null: the kernel has forgotten it.</summary>
    public FuseNode? Find(ulong id) => _nodes.GetValueOrDefault(id);

    /// <summary>The kernel is told of a file.</summary>
    public FuseNode Enter(FuseNode folder, string name, in fuse_attr attributes)
    {
        if (!folder.Children.TryGetValue(name, out var node) || !node.Is(attributes))
        {
            Leave(folder, name);
            node = new FuseNode(++_last, folder, name) { Known = attributes };
            folder.Children[name] = node;
            _nodes[node.Id] = node;
        }
        node.Count++;
        return node;
    }

    /// <summary>The name is nobody's now, or another file's.</summary>
    public static void Leave(FuseNode folder, string name)
    {
        if (folder.Children.Remove(name, out var node))
        {
            node.IsGone = true;
        }
    }

    /// <summary>A file has another name.</summary>
    public static void Move(FuseNode from, string name, FuseNode to, string newName)
    {
        Leave(to, newName);
        if (from.Children.Remove(name, out var node))
        {
            (node.Parent, node.Name) = (to, newName);
            to.Children[newName] = node;
        }
    }

    /// <summary>The kernel forgets it, so many times.</summary>
    public void Forget(ulong id, ulong times)
    {
        if (id == FuseConstants.FUSE_ROOT_ID || !_nodes.TryGetValue(id, out var node))
        {
            return;
        }
        node.Count -= Math.Min(times, node.Count);
        if (node.Count == 0)
        {
            _nodes.Remove(id);
            if (!node.IsGone)
            {
                node.Parent!.Children.Remove(node.Name);
            }
        }
    }
}
