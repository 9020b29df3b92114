using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

public class EmptyCgroupsTests
{
    [Fact]
    public void Empty_old_ones_go_and_all_others_stay()
    {
        using var parent = new TestCgroup();
        var old = parent.Make("fairlead.1.0");
        var nested = Directory.CreateDirectory($"{parent.Make("fairlead.1.1")}/made/by/program").FullName;
        var running = parent.Make("fairlead.1.2");
        var runningNested = Directory.CreateDirectory($"{running}/empty").FullName;
        var service = parent.Make("fairlead.service");
        using var process = new TestProcess(running);
        using var unjoined = OwnCgroup.Create(parent.Path);

        EmptyCgroups.CollectIn(parent.Path);

        Assert.All([old, nested, $"{parent.Path}/fairlead.1.1"], d => Assert.False(Directory.Exists(d), d));
        Assert.All([running, runningNested, service, unjoined.Directory], d => Assert.True(Directory.Exists(d), d));
        unjoined.Join(process.Id);
        Assert.Equal([process.Id], CgroupFiles.Processes(unjoined.Directory));
    }

    [Fact]
    public void One_whose_maker_has_died_before_joining_goes()
    {
        using var parent = new TestCgroup();
        var own = OwnCgroup.Create(parent.Path);
        own.Dispose();
        EmptyCgroups.CollectIn(parent.Path);
        Assert.False(Directory.Exists(own.Directory));
    }

    [Fact]
    public void Whole_tree_says_what_went_and_what_could_not()
    {
        using var parent = new TestCgroup();
        var deep = Directory.CreateDirectory($"{parent.Path}/a/b/fairlead.7.0").FullName;
        using var unjoined = OwnCgroup.Create($"{parent.Path}/a");
        var running = parent.Make("fairlead.8.0");
        var inside = Directory.CreateDirectory($"{running}/fairlead.9.0").FullName;
        using var process = new TestProcess(running);

        var collected = EmptyCgroups.CollectAll(CgroupTree.Find());

        Assert.Contains(deep, collected.Removed);
        Assert.Contains(inside, collected.Removed);
        Assert.DoesNotContain(running, collected.Removed);
        Assert.Contains(new KeptCgroup(unjoined.Directory, "a program is being started in it"), collected.Kept);
        Assert.DoesNotContain(collected.Kept, k => k.Directory == running);
    }

    [Fact]
    public void Makers_and_removers_at_once_lose_no_cgroup_that_is_still_to_be_joined()
    {
        using var parent = new TestCgroup();
        var isOver = false;
        var remover = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                EmptyCgroups.CollectIn(parent.Path);
            }
        });
        remover.Start();
        try
        {
            for (var i = 0; i < 3000; i++)
            {
                using var own = OwnCgroup.Create(parent.Path);
                Thread.Yield();
                Assert.True(Directory.Exists(own.Directory), $"{own.Directory} was removed");
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            remover.Join();
        }
    }
}
