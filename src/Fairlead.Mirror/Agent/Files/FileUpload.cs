using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>Gathers what is to be written.</summary>
internal sealed class FileUpload : IStream
{
    private const int Most = 1 << 20;
    private readonly FileService _service;
    private readonly uint _stream;
    private readonly FileMessage _question;
    private readonly byte[] _data;
    private int _filled;

    public FileUpload(FileService service, uint stream, FileMessage question)
    {
        if (question.Length > Most)
        {
            throw new ProtocolException($"the feeder wants to write {question.Length} bytes at once");
        }
        (_service, _stream, _question, _data) = (service, stream, question, new byte[question.Length]);
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Type != FrameType.Data || payload.Length > _data.Length - _filled)
        {
            throw new ProtocolException($"the feeder sent {header.Type} where {_data.Length - _filled} bytes of a file were to come");
        }
        payload.CopyTo(_data.AsSpan(_filled));
        _filled += payload.Length;
        if (_filled == _data.Length)
        {
            _service.Do(_stream, _question, _data);
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
    }
}
