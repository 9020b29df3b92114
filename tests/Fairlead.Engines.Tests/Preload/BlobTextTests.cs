using Fairlead.Engines.Preload;

namespace Fairlead.Engines.Tests.Preload;

public sealed class BlobTextTests
{
    [Fact]
    public void Every_length_is_base64_behind_the_version()
    {
        for (var length = 0; length < 100; length++)
        {
            var blob = new byte[length];
            new Random(length).NextBytes(blob);
            Assert.Equal("1:" + Convert.ToBase64String(blob), BlobText.Of(blob));
        }
    }

    /// <summary>What a library of version 1 reads: a change of it is a change of the version.</summary>
    [Fact]
    public void Layout_of_version_1_stays() => Assert.Equal(
        "1:RWPckRABAAABAAAAAAAAAAAAAAAAAAAAIAAAAAEAAAAAAQMAAwAAAAEAAAAAAAAA/////wAAAAAAAAAAAAAAAP/////QAAAAAw"
            + "AAANgAAAABAAAA8AAAAAEAAAD4AAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAfwAAAAAFAAIBAQEAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAHdlYgAAAAAAAAAAAAAAAA"
            + "AAAAAKAAAAAAEIAAAAAAAAUABQAAAAAAAAAAAAAAAAAAgBAAACAAAAbG8AAAAAAAA=",
        BlobText.Of(RuleBlobWriter.Write(Decoded.PlanOf("bind program web tcp 10.0.0.0/8:80 to 127.0.0.1:+5 dev lo"), Decoded.Log)));
}
